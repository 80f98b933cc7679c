using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Brings weights onto this machine as data is brought: downloads go to <c>data/downloads</c>, are verified, and what is whole goes to
/// the cache <c>data/weights</c>, where it is found again without a network.
/// </summary>
/// <param name="fetcher">Brings the files.</param>
/// <param name="dataFolder">The data folder; created when absent.</param>
/// <param name="freeSpace">The free bytes of a folder's disk, null when they are not known; null to ask the system.</param>
public sealed class WeightFetcher(ArchiveFetcher fetcher, string dataFolder, Func<string, long?>? freeSpace = null)
{
    private readonly string _dataFolder = Path.GetFullPath(dataFolder);

    /// <summary>The folder of the cache.</summary>
    public string CacheFolder => Path.Combine(_dataFolder, "weights");

    private string Downloads => Path.Combine(_dataFolder, "downloads");

    private WeightCache Cache => new(CacheFolder);

    /// <summary>Looks for weights in the cache.</summary>
    /// <param name="spec">The weights.</param>
    /// <param name="progress">Told of damaged files, which are removed.</param>
    /// <returns>The weights; null when they are not there.</returns>
    public CachedWeights? Find(WeightSpec spec, IProgress<FetchProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var meter = fetcher.Meter(spec.File, progress);
        return Cache.Find(spec, file => meter.Note($"{file} is damaged, and is fetched again"));
    }

    /// <summary>Finds weights in the cache, or fetches them.</summary>
    /// <param name="spec">The weights.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops it; what was downloaded stays for the next run.</param>
    /// <exception cref="MultiBoxException">No address gave the right file, an archive is damaged or hostile, or there is too little room.</exception>
    public async Task<CachedWeights> FetchAsync(WeightSpec spec, IProgress<FetchProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (Find(spec, progress) is { } cached) return cached;
        var file = spec.File;
        try
        {
            using var held = Cache.Lock(file);
            if (fetcher.Options.Offline && fetcher.FindLocal(file, Downloads, _dataFolder) is null)
            {
                var wanted = new FetchPrecheck(fetcher, _dataFolder, Downloads).Wanted(file);
                throw new MultiBoxException($"offline, nothing is downloaded. Put this file there, and run again:\n  {wanted}");
            }

            await RequireRoomAsync(spec, cancellationToken);
            var path = await fetcher.FetchAsync(file, Downloads, _dataFolder, progress, cancellationToken);
            return await Task.Run(() => Take(spec, path, progress, cancellationToken), cancellationToken);
        }
        catch (MultiBoxException fault)
        {
            throw new MultiBoxException($"Weights '{spec.Name}': {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MultiBoxException($"Weights '{spec.Name}': {CacheFolder} cannot be used ({fault.Message.TrimEnd('.')}).", fault);
        }
    }

    private CachedWeights Take(WeightSpec spec, string path, IProgress<FetchProgress>? progress, CancellationToken cancellationToken)
    {
        var isOurs = Path.GetDirectoryName(path) == Downloads;
        try
        {
            return Cache.Take(spec, path, isOurs, fetcher.Meter(spec.File, progress), cancellationToken);
        }
        catch (ArchiveFault fault)
        {
            // Without a checksum a damaged download would be found there for ever.
            if (!isOurs || spec.File.HasChecksum || fault.Damaged is null) throw new MultiBoxException($"{fault.Message}.", fault);
            File.Move(path, path + ".bad", overwrite: true);
            throw new MultiBoxException($"{fault.Message}. Kept as {path}.bad. Run again to fetch it anew.", fault);
        }
    }

    private async Task RequireRoomAsync(WeightSpec spec, CancellationToken cancellationToken)
    {
        var file = spec.File;
        var room = new RoomCheck(_dataFolder, Downloads, freeSpace ?? DiskSpace.Free);
        var local = fetcher.FindLocal(file, Downloads, _dataFolder);
        var size = local is not null ? new FileInfo(local).Length : await fetcher.FindSizeAsync(file, cancellationToken) ?? 0;
        if (local is null) room.AddDownload(size - new PartialFile(Path.Combine(Downloads, file.FileName)).Length);

        // A file that was downloaded only moves; weights do not shrink in an archive, and one from elsewhere is copied.
        if (spec.Members.Count > 0 || (local is not null && Path.GetDirectoryName(local) != Downloads)) room.AddUnpacking(size);
        room.Require();
    }
}
