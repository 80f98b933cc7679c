using System.Runtime.InteropServices;

namespace MultiBox.Native.Elf;

/// <summary>Finds which file the loader uses for a library.</summary>
internal static class SystemLibrary
{
    private const string Maps = "/proc/self/maps";

    /// <summary>Loads a library by its name, as a program would, and finds its file.</summary>
    /// <param name="name">The library's name, such as <c>libstdc++.so.6</c>.</param>
    /// <returns>The full path, or null when there is no such library or the system has no <c>/proc</c>.</returns>
    internal static string? Find(string name)
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(name, out _)) return null;
        return FindLoaded(path => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal));
    }

    /// <summary>The first file that this process has mapped and that matches.</summary>
    /// <param name="matches">The test of a full path.</param>
    /// <returns>The full path, or null when none matches or the system has no <c>/proc</c>.</returns>
    internal static string? FindLoaded(Predicate<string> matches)
    {
        try
        {
            return File.Exists(Maps) ? PathsIn(File.ReadLines(Maps)).FirstOrDefault(path => matches(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // address permissions offset device inode path: the path may hold spaces, so it is all that follows the fifth field.
    private static IEnumerable<string> PathsIn(IEnumerable<string> lines) => lines
        .Select(line => line.IndexOf('/', StringComparison.Ordinal) is var at and >= 0 ? line[at..] : "")
        .Where(path => path.Length > 0)
        .Distinct();
}
