using System.Text;
using System.Text.Json;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Makes a source of its archives: unpacks them beside its place, checks that the source's format is there and gives it its name at the
/// end. Interrupted work stays in <c>data/.unpacking-NAME</c>, a name that no source has, and is gone on with as long as the archives are the same.
/// </summary>
/// <param name="dataFolder">The data folder, absolute.</param>
/// <param name="downloads">The folder of downloaded archives.</param>
internal sealed class SourceUnpacker(string dataFolder, string downloads)
{
    // VOCdevkit/VOC2007 is two levels down; one more for a folder around it.
    private const int Depth = 4;

    /// <summary>Unpacks a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="archives">Its archives' files, in order.</param>
    /// <param name="meter">Makes the meter of an archive.</param>
    /// <param name="cancellationToken">Stops it; what is unpacked stays for the next run.</param>
    /// <returns>The source's folder.</returns>
    /// <exception cref="MultiBoxException">An archive is damaged or hostile, or the format is not in them; or the disk is full.</exception>
    public SourceFolder Unpack(SourceSpec source, IReadOnlyList<string> archives, Func<ArchiveSpec, ProgressMeter> meter, CancellationToken cancellationToken)
    {
        var place = Path.Combine(dataFolder, source.Name);
        var workplace = Workplace(source.Name);
        using var held = FileLock.TryTake(workplace + ".lock")
            ?? throw new MultiBoxException($"{workplace}: another run is unpacking it. Wait for that one to end, then run again.");
        Directory.CreateDirectory(workplace);
        var files = Path.Combine(workplace, "files");
        try
        {
            using (var journal = UnpackJournal.Open(JournalFile(source.Name), Identity(source, archives), () => RemoveFolder(files)))
            {
                for (var i = 0; i < archives.Count; i++)
                {
                    new ArchiveUnpacker(archives[i], files, source.Archives[i]) { Journal = journal, Number = i, Meter = meter(source.Archives[i]) }
                        .Unpack(cancellationToken);
                }
            }

            var root = FindRoot(files, source, archives);
            if (Directory.Exists(place)) Directory.Delete(place);
            Directory.Move(root, place);
        }
        catch (ArchiveFault fault)
        {
            RemoveFolder(workplace);
            throw new MultiBoxException($"{fault.Message}.{(fault.Damaged is { } file ? SetAside(file, source, archives) : "")}", fault);
        }

        RemoveFolder(workplace);
        return new SourceFolder(source.Name, source.Format, place);
    }

    /// <summary>How many bytes of a source an interrupted run has unpacked already.</summary>
    public long UnpackedBytes(SourceSpec source, IReadOnlyList<string> archives) =>
        archives.All(File.Exists) ? UnpackJournal.BytesOf(JournalFile(source.Name), Identity(source, archives)) : 0;

    /// <summary>Removes what a run left that ended after it had given a source its name.</summary>
    public void RemoveLeftovers(string name) => RemoveFolder(Workplace(name));

    private string Workplace(string name) => Path.Combine(dataFolder, $".unpacking-{name}");

    private string JournalFile(string name) => Path.Combine(Workplace(name), "journal");

    // Everything that decides what is unpacked. An archive without a checksum is known by the time of its last change.
    private static string Identity(SourceSpec source, IReadOnlyList<string> archives) => JsonSerializer.Serialize(new
    {
        version = 1,
        source = source.Name,
        archives = archives.Select((path, i) => new
        {
            file = Path.GetFileName(path),
            bytes = new FileInfo(path).Length,
            sum = source.Archives[i].Sha256 ?? source.Archives[i].Sha1 ?? source.Archives[i].Md5,
            changed = source.Archives[i].HasChecksum ? (DateTime?)null : File.GetLastWriteTimeUtc(path),
            folder = source.Archives[i].Folder,
        }),
    });

    // Without a checksum a damaged download has its name, and would be found there for ever.
    private string SetAside(string damaged, SourceSpec source, IReadOnlyList<string> archives)
    {
        var hasChecksum = source.Archives.Where((archive, i) => archives[i] == damaged && archive.HasChecksum).Any();
        if (hasChecksum || Path.GetDirectoryName(damaged) != downloads) return " Remove it to fetch it again.";
        File.Move(damaged, damaged + ".bad", overwrite: true);
        return $" Kept as {damaged}.bad. Run again to fetch it anew.";
    }

    private static void RemoveFolder(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static string FindRoot(string files, SourceSpec source, IReadOnlyList<string> archives)
    {
        var roots = FindFolders(files, source.Format, Depth).ToList();
        var named = roots.Where(root => source.Name.Equals(Path.GetFileName(root), StringComparison.OrdinalIgnoreCase)).ToList();
        if (roots.Count == 1) return roots[0];
        if (named.Count == 1) return named[0];

        var text = new StringBuilder(string.Join(", ", archives));
        text.Append(roots.Count == 0
            ? $": holds no folder in format '{source.Format.Name}'. Its top lacks {string.Join(", ", source.Format.MissingParts(files))}"
            : $": holds {roots.Count} folders in format '{source.Format.Name}': {string.Join(", ", roots.Select(Relative))}. "
                + "Set the archive's 'subfolder' to one of them");
        throw new ArchiveFault(text.ToString());

        string Relative(string root) => Path.GetRelativePath(files, root).Replace('\\', '/');
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
