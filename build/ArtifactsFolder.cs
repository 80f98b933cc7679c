using MultiBox.Abstractions;

namespace MultiBox.Build;

/// <summary>
/// The folder that runs are written to, and the rule for removing it. A folder is MultiBox's own when it carries the marker file that
/// <see cref="Claim"/> leaves in a folder that it creates or finds empty; only such a folder, or an empty one, is ever removed.
/// </summary>
public static class ArtifactsFolder
{
    /// <summary>The marker's name.</summary>
    public const string Marker = ".multibox-artifacts";

    private const string MarkerText =
        "This folder was created by MultiBox and holds its results. The target Clean removes the whole folder as long as this file is here.\n";

    /// <summary>Creates the folder when it is missing, and marks it unless somebody else's files are in it.</summary>
    /// <param name="folder">An absolute path.</param>
    public static void Claim(string folder)
    {
        Directory.CreateDirectory(folder);
        if (Directory.EnumerateFileSystemEntries(folder).Any()) return;
        File.WriteAllText(Path.Combine(folder, Marker), MarkerText);
    }

    /// <summary>Removes the folder with everything in it; links are removed, not followed.</summary>
    /// <param name="folder">The folder, absolute.</param>
    /// <param name="root">The repository's root folder, absolute.</param>
    /// <param name="data">The folder of datasets, absolute; it is never removed.</param>
    /// <returns>One sentence on what was removed.</returns>
    /// <exception cref="MultiBoxException">The folder is not MultiBox's own, or holds what must stay.</exception>
    public static string Remove(string folder, string root, string data)
    {
        if (File.Exists(folder)) throw new MultiBoxException($"Clean: '{folder}' is a file, not a folder. Correct --artifacts.");
        if (!Directory.Exists(folder)) return $"Nothing to clean: '{folder}' does not exist.";
        Guard(folder, root, "the repository");
        Guard(folder, data, "the datasets");
        var entries = Directory.GetFileSystemEntries(folder);
        if (entries.Length > 0 && !File.Exists(Path.Combine(folder, Marker)))
        {
            var names = entries.Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal).ToArray();
            throw new MultiBoxException(
                $"Clean: '{folder}' was not created by MultiBox: it has no file {Marker}.\n"
                + $"  Found: {string.Join(", ", names.Take(5))}{(names.Length > 5 ? $" and {names.Length - 5} more" : "")}.\n"
                + "  Nothing was removed. Correct --artifacts, or remove the folder by hand.");
        }

        var (files, bytes) = Measure(folder);
        Delete(folder, entries);
        return $"Removed '{folder}': {files} {(files == 1 ? "file" : "files")}, {Size(bytes)}.";
    }

    private static void Guard(string folder, string kept, string what)
    {
        var relative = Path.GetRelativePath(folder, kept);
        var holds = relative == "." || !(relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            || Path.IsPathRooted(relative));
        if (holds)
        {
            throw new MultiBoxException(
                $"Clean: '{folder}' holds {what} ('{kept}'), which must stay. Nothing was removed. Correct --artifacts.");
        }
    }

    private static (int Files, long Bytes) Measure(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var sizes = new DirectoryInfo(folder).EnumerateFiles("*", options).Where(file => file.Name != Marker).Select(file => file.Length).ToArray();
        return (sizes.Length, sizes.Sum());
    }

    private static void Delete(string folder, string[] entries)
    {
        try
        {
            // The marker goes last, so that a removal that was cut short can be repeated.
            foreach (var entry in entries.OrderBy(entry => Path.GetFileName(entry) == Marker))
            {
                if (File.GetAttributes(entry).HasFlag(FileAttributes.Directory)) Directory.Delete(entry, recursive: true);
                else File.Delete(entry);
            }

            Directory.Delete(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MultiBoxException($"Clean: '{folder}' could not be removed: {exception.Message} Mend that and clean again.", exception);
        }
    }

    private static string Size(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} bytes",
        < 1_000_000 => FormattableString.Invariant($"{bytes / 1e3:0.#} kB"),
        < 1_000_000_000 => FormattableString.Invariant($"{bytes / 1e6:0.#} MB"),
        _ => FormattableString.Invariant($"{bytes / 1e9:0.#} GB"),
    };
}
