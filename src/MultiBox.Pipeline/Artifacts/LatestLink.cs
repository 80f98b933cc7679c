using System.Text.Json;
using MultiBox.Abstractions;

namespace MultiBox.Pipeline.Artifacts;

/// <summary>
/// <c>artifacts/&lt;experiment&gt;/latest</c>: a link to the newest finished run; where links are not allowed, a copy of its small files.
/// </summary>
public static class LatestLink
{
    private const string Name = "latest";
    private const long SmallFile = 16 << 20;

    /// <summary>Whether a run's name means the link.</summary>
    /// <param name="run">The name.</param>
    public static bool IsName(string run) => string.Equals(run, Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of the run that the link points at, or that its copy was made from.</summary>
    /// <param name="experimentFolder">The folder of the experiment's runs.</param>
    /// <exception cref="MultiBoxException">There is no finished run.</exception>
    public static string Target(string experimentFolder)
    {
        var link = new DirectoryInfo(Path.Combine(experimentFolder, Name));
        if (link.LinkTarget is { } target) return Path.GetFileName(Path.TrimEndingDirectorySeparator(target));
        var manifest = Path.Combine(link.FullName, "manifest.json");
        if (!File.Exists(manifest)) throw new MultiBoxException($"--run latest: there is no finished run in {experimentFolder}. Evaluate one first.");
        using var json = JsonDocument.Parse(File.ReadAllBytes(manifest));
        return json.RootElement.GetProperty("run").GetString() ?? throw new MultiBoxException($"{manifest}: names no run.");
    }

    /// <summary>Points the link at a run.</summary>
    /// <param name="runFolder">The run's folder; the link is its sibling.</param>
    public static void Set(string runFolder) => Set(runFolder, (path, target) => Directory.CreateSymbolicLink(path, target));

    /// <summary>Does <see cref="Set(string)"/>'s work.</summary>
    /// <param name="runFolder">The run's folder.</param>
    /// <param name="createLink">Makes a link at a path to a target.</param>
    internal static void Set(string runFolder, Action<string, string> createLink)
    {
        var run = Path.GetFullPath(runFolder);
        var link = Path.Combine(Path.GetDirectoryName(run)!, Name);
        if (IsName(Path.GetFileName(run))) throw new ArgumentException($"{run} is the link itself.", nameof(runFolder));
        var next = $"{link}.{Environment.ProcessId}.tmp";
        Remove(next);
        try
        {
            createLink(next, Path.GetFileName(run));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            CopySmallFiles(run, next);
        }

        Remove(link);
        Directory.Move(next, link);
    }

    private static void Remove(string path)
    {
        var folder = new DirectoryInfo(path);
        if (folder.Exists) folder.Delete(recursive: folder.LinkTarget is null);
        else if (folder.LinkTarget is not null) File.Delete(path); // Its run is gone.
    }

    private static void CopySmallFiles(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in new DirectoryInfo(from).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Length <= SmallFile))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            file.CopyTo(target);
        }
    }
}
