using System.Globalization;
using System.IO.MemoryMappedFiles;

namespace MultiBox.Native;

/// <summary>Tells whether two paths name one file, by symbolic or hard links.</summary>
internal static class SameFile
{
    /// <summary>Whether both paths name one file; on systems other than Linux, hard links count as two.</summary>
    /// <param name="first">A file that exists and is not empty.</param>
    /// <param name="second">Another one.</param>
    internal static bool Are(string first, string second)
    {
        if (Final(first) == Final(second)) return true;
        return OperatingSystem.IsLinux() && Identity(first) is { } identity && identity == Identity(second);
    }

    private static string Final(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);

    // Linux tells a mapped file's device and inode, which the class library has no other way to learn.
    private static string? Identity(string path)
    {
        try
        {
            using var file = MemoryMappedFile.CreateFromFile(File.OpenRead(path), null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, false);
            using var view = file.CreateViewAccessor(0, 1, MemoryMappedFileAccess.Read);
            var start = view.SafeMemoryMappedViewHandle.DangerousGetHandle().ToString("x", CultureInfo.InvariantCulture) + "-";
            // address permissions offset device inode path
            var line = File.ReadLines("/proc/self/maps").FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal));
            return line is null ? null : string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3..5]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
