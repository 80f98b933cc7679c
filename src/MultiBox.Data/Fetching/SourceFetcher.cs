using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Fetches sources: their archives go to <c>data/downloads</c>, are unpacked beside their place, checked for VOC's layout and
/// moved to <c>data/NAME</c>. A source that has its place is whole; interrupted work is done again.
/// </summary>
/// <param name="fetcher">Brings the archives.</param>
/// <param name="dataFolder">The data folder; created when absent.</param>
public sealed class SourceFetcher(ArchiveFetcher fetcher, string dataFolder)
{
    // VOCdevkit/VOC2007 is two levels down; one more for a folder around it.
    private const int Depth = 4;

    private readonly string _dataFolder = Path.GetFullPath(dataFolder);

    /// <summary>Fetches all sources that are missing. A fault of one does not keep the others from being fetched.</summary>
    /// <param name="missing">The sources.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops it; what was downloaded stays.</param>
    /// <returns>Their folders, in the same order.</returns>
    /// <exception cref="MultiBoxException">A source could not be fetched; the message holds the faults of all.</exception>
    public async Task<IReadOnlyList<SourceFolder>> FetchAsync(
        IReadOnlyList<MissingSource> missing, IProgress<FetchProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(missing);
        var folders = new List<SourceFolder>();
        var faults = new List<string>();
        foreach (var item in missing)
        {
            try
            {
                folders.Add(await FetchAsync(item, progress, cancellationToken));
            }
            catch (MultiBoxException fault)
            {
                faults.Add($"Source '{item.Source.Name}': {fault.Message}");
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                faults.Add($"Source '{item.Source.Name}': {_dataFolder} cannot be used ({fault.Message.TrimEnd('.')}).");
            }
        }

        return faults.Count == 0 ? folders : throw new MultiBoxException(string.Join('\n', faults));
    }

    private async Task<SourceFolder> FetchAsync(MissingSource missing, IProgress<FetchProgress>? progress, CancellationToken cancellationToken)
    {
        var source = missing.Source;
        if (!missing.CanBeFetched)
        {
            throw new MultiBoxException(source.Root is null
                ? "no archive is known for it. List its 'archives', or put it into the data folder."
                : $"its root {source.Root} is not in VOC's layout, and a source with a root of its own is never fetched.");
        }

        var place = Path.Combine(_dataFolder, source.Name);
        RequireFree(place, source);
        var archives = new List<string>();
        foreach (var archive in source.Archives)
        {
            archives.Add(await fetcher.FetchAsync(archive, Path.Combine(_dataFolder, "downloads"), _dataFolder, progress, cancellationToken));
        }

        var workplace = Path.Combine(_dataFolder, $".unpacking-{source.Name}");
        RemoveFolder(workplace);
        try
        {
            for (var i = 0; i < archives.Count; i++)
            {
                ArchiveUnpacker.Unpack(archives[i], workplace, source.Archives[i], progress, cancellationToken);
            }

            var root = FindRoot(workplace, source, archives);
            if (Directory.Exists(place)) Directory.Delete(place);
            Directory.Move(root, place);
        }
        finally
        {
            RemoveFolder(workplace);
        }

        return new SourceFolder(source.Name, source.Format, place);
    }

    // An empty folder may go; anything in it is the user's.
    private static void RequireFree(string place, SourceSpec source)
    {
        if (!Path.Exists(place) || (Directory.Exists(place) && !Directory.EnumerateFileSystemEntries(place).Any())) return;
        var missing = string.Join(", ", source.Format.MissingParts(place));
        throw new MultiBoxException(
            $"{place} exists, but is not in VOC's layout{(missing.Length > 0 ? $" (lacks {missing})" : "")}. Move it away, and run again.");
    }

    private static void RemoveFolder(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static string FindRoot(string workplace, SourceSpec source, List<string> archives)
    {
        var roots = FindFolders(workplace, source.Format, Depth).ToList();
        var named = roots.Where(root => source.Name.Equals(Path.GetFileName(root), StringComparison.OrdinalIgnoreCase)).ToList();
        if (roots.Count == 1) return roots[0];
        if (named.Count == 1) return named[0];

        var text = new StringBuilder(string.Join(", ", archives));
        text.Append(roots.Count == 0
            ? ": holds no folder in VOC's layout (Annotations, ImageSets/Main, JPEGImages)."
            : $": holds {roots.Count} folders in VOC's layout: {string.Join(", ", roots.Select(Relative))}. Set the archive's 'subfolder' to one of them.");
        throw new MultiBoxException(text.ToString());

        string Relative(string root) => Path.GetRelativePath(workplace, root).Replace('\\', '/');
    }

    private static IEnumerable<string> FindFolders(string folder, IDatasetFormat format, int depth)
    {
        if (!Directory.Exists(folder)) return [];
        if (format.MissingParts(folder).Count == 0) return [folder];
        return depth == 0
            ? []
            : Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).SelectMany(child => FindFolders(child, format, depth - 1));
    }
}
