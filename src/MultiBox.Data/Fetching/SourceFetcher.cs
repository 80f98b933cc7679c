using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Fetches sources: their archives go to <c>data/downloads</c>, several at once, are unpacked beside their place as soon as all of a source
/// are there, checked for the source's format and moved to <c>data/NAME</c>. A source that has its place is whole; interrupted work
/// is gone on with.
/// </summary>
/// <param name="fetcher">Brings the archives.</param>
/// <param name="dataFolder">The data folder; created when absent.</param>
/// <param name="freeSpace">The free bytes of a folder's disk, null when they are not known; null to ask the system.</param>
public sealed class SourceFetcher(ArchiveFetcher fetcher, string dataFolder, Func<string, long?>? freeSpace = null)
{
    // Unpacking waits for the disk more than for anything else.
    private const int ParallelUnpacking = 2;

    private readonly string _dataFolder = Path.GetFullPath(dataFolder);

    private string Downloads => Path.Combine(_dataFolder, "downloads");

    private SourceUnpacker Unpacker => new(_dataFolder, Downloads);

    /// <summary>Fetches all sources that are missing. A fault of one does not keep the others from being fetched.</summary>
    /// <param name="missing">The sources.</param>
    /// <param name="progress">Told how far it is, one report at a time.</param>
    /// <param name="finished">Told of each source as soon as it is whole, also when another fails later.</param>
    /// <param name="cancellationToken">Stops it; what was downloaded and unpacked stays for the next run.</param>
    /// <returns>Their folders, in the same order.</returns>
    /// <exception cref="MultiBoxException">
    /// A source could not be fetched, and the message holds the faults of all; or the disk has too little room, and nothing was begun.
    /// </exception>
    public async Task<IReadOnlyList<SourceFolder>> FetchAsync(
        IReadOnlyList<MissingSource> missing, IProgress<FetchProgress>? progress = null, IProgress<SourceFolder>? finished = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(missing);
        var reports = new OneAtATime(progress, finished);
        var precheck = new FetchPrecheck(fetcher, _dataFolder, Downloads);
        var known = missing.Select(precheck.FindFault).ToList();
        var sources = missing.Where((_, i) => known[i] is null).Select(item => item.Source).ToList();
        await precheck.RequireRoomAsync(sources, freeSpace ?? DiskSpace.Free, cancellationToken);

        // Sources may share an archive: it is downloaded once.
        var downloads = new Dictionary<string, (ArchiveSpec Archive, Task<string> Path)>(StringComparer.OrdinalIgnoreCase);
        using var unpacking = new SemaphoreSlim(ParallelUnpacking);
        var runs = new List<Task<SourceFolder>>();
        for (var i = 0; i < missing.Count; i++)
        {
            var source = missing[i].Source;
            if ((known[i] ?? FindClash(source, downloads)) is { } fault)
            {
                runs.Add(Task.FromException<SourceFolder>(new MultiBoxException(fault)));
                continue;
            }

            foreach (var archive in source.Archives.Where(archive => !downloads.ContainsKey(archive.FileName)))
            {
                downloads.Add(archive.FileName, (archive, fetcher.FetchAsync(archive, Downloads, _dataFolder, reports, cancellationToken)));
            }

            runs.Add(FinishAsync(source, [.. source.Archives.Select(archive => downloads[archive.FileName].Path)], unpacking, reports, cancellationToken));
        }

        return await CollectAsync(missing, runs);
    }

    /// <summary>Removes what interrupted runs left of sources that are whole by now.</summary>
    /// <param name="found">Sources that are on this machine.</param>
    public void RemoveLeftovers(IReadOnlyList<SourceFolder> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        foreach (var folder in found) Unpacker.RemoveLeftovers(folder.Name);
    }

    private async Task<IReadOnlyList<SourceFolder>> CollectAsync(IReadOnlyList<MissingSource> missing, List<Task<SourceFolder>> runs)
    {
        // All have to have ended before anything is thrown: nothing may go on writing behind the caller's back.
        await EndOf(runs);
        var folders = new List<SourceFolder>();
        var faults = new List<string>();
        for (var i = 0; i < runs.Count; i++)
        {
            try
            {
                folders.Add(await runs[i]);
            }
            catch (MultiBoxException fault)
            {
                faults.Add($"Source '{missing[i].Source.Name}': {fault.Message}");
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                faults.Add($"Source '{missing[i].Source.Name}': {_dataFolder} cannot be used ({fault.Message.TrimEnd('.')}).");
            }
        }

        return faults.Count == 0 ? folders : throw new MultiBoxException(string.Join('\n', faults));
    }

    private async Task<SourceFolder> FinishAsync(
        SourceSpec source, IReadOnlyList<Task<string>> downloads, SemaphoreSlim unpacking, OneAtATime reports, CancellationToken cancellationToken)
    {
        await EndOf(downloads);
        var archives = new List<string>();
        var faults = new List<string>();
        foreach (var download in downloads)
        {
            try
            {
                archives.Add(await download);
            }
            catch (MultiBoxException fault)
            {
                faults.Add(fault.Message);
            }
        }

        if (faults.Count > 0) throw new MultiBoxException(string.Join('\n', faults));
        await unpacking.WaitAsync(cancellationToken);
        try
        {
            var folder = await Task.Run(
                () => Unpacker.Unpack(source, archives, archive => fetcher.Meter(archive, reports), cancellationToken), cancellationToken);
            reports.Report(folder);
            return folder;
        }
        finally
        {
            unpacking.Release();
        }
    }

    private static async Task EndOf(IEnumerable<Task> tasks) => await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Two files of one name: the second would be taken for the first.</summary>
    private static string? FindClash(SourceSpec source, Dictionary<string, (ArchiveSpec Archive, Task<string> Path)> downloads)
    {
        var own = new Dictionary<string, ArchiveSpec>(StringComparer.OrdinalIgnoreCase);
        foreach (var archive in source.Archives)
        {
            var other = downloads.TryGetValue(archive.FileName, out var download) ? download.Archive : own.GetValueOrDefault(archive.FileName, archive);
            if (!IsSameFile(archive, other))
            {
                return $"two of its archives, or one of another source, have the file name '{archive.FileName}'. Name them apart with 'file'.";
            }

            own[archive.FileName] = archive;
        }

        return null;
    }

    private static bool IsSameFile(ArchiveSpec a, ArchiveSpec b) =>
        a with { Urls = b.Urls, Folder = b.Folder, MaxUnpackedBytes = b.MaxUnpackedBytes } == b && a.Urls.SequenceEqual(b.Urls);

    private sealed class OneAtATime(IProgress<FetchProgress>? progress, IProgress<SourceFolder>? finished) : IProgress<FetchProgress>
    {
        private readonly Lock _lock = new();

        public void Report(FetchProgress value)
        {
            lock (_lock) progress?.Report(value);
        }

        public void Report(SourceFolder value)
        {
            lock (_lock) finished?.Report(value);
        }
    }
}
