using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// The folder of weights, by content: <c>data/weights/DIGITS/FILE</c>, where the digits are the first of the SHA-256 of what was fetched,
/// and beside it what is known of it. A folder that has its name is whole.
/// </summary>
/// <param name="root">The folder of the cache, absolute.</param>
internal sealed class WeightCache(string root)
{
    private const int Digits = 16;

    // Weights are a few files; an archive of more is something else.
    private const int MaxEntries = 1000;

    /// <summary>Where the next weights are put together, under the lock that the caller holds.</summary>
    private string Staging(ArchiveSpec file) => Path.Combine(root, $".new-{file.FileName}");

    /// <summary>Keeps other runs from fetching the same file.</summary>
    /// <exception cref="MultiBoxException">Another run does.</exception>
    public IDisposable Lock(ArchiveSpec file)
    {
        Directory.CreateDirectory(root);
        return FileLock.TryTake(Staging(file) + ".lock")
            ?? throw new MultiBoxException($"{root}: another run is fetching {file.FileName}. Wait for that one to end, then run again.");
    }

    /// <summary>Looks for weights, and compares their checksums.</summary>
    /// <param name="spec">The weights.</param>
    /// <param name="damaged">Told of each file that is not as it was. Its folder is removed.</param>
    /// <returns>The weights; null when they are not there.</returns>
    public CachedWeights? Find(WeightSpec spec, Action<string> damaged)
    {
        if (!Directory.Exists(root)) return null;
        foreach (var folder in Directory.EnumerateDirectories(root).Where(folder => !Path.GetFileName(folder).StartsWith('.')).Order(StringComparer.Ordinal).ToList())
        {
            if (WeightRecord.Read(folder) is not { } record || !record.Fits(spec)) continue;
            if (record.FindDamage(folder) is not { } file) return new CachedWeights(record.Sha256, [.. record.Files.Select(known => Path.Combine(folder, known.Name))]);
            damaged(file);
            Directory.Delete(folder, recursive: true);
        }

        return null;
    }

    /// <summary>Takes a fetched file over.</summary>
    /// <param name="spec">The weights.</param>
    /// <param name="path">The file or archive.</param>
    /// <param name="isOurs">Whether it may be moved and removed.</param>
    /// <param name="meter">Told how far unpacking is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArchiveFault">The archive is damaged or hostile.</exception>
    /// <exception cref="MultiBoxException">The archive holds other files than are wanted.</exception>
    public CachedWeights Take(WeightSpec spec, string path, bool isOurs, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var sum = WeightRecord.SumOf(path);
        var staging = Staging(spec.File);
        var folder = Path.Combine(root, sum[..Digits]);
        Remove(staging);
        Directory.CreateDirectory(staging);
        try
        {
            var isFile = spec.Members.Count == 0;
            List<WeightRecord.CachedFile> files = isFile
                ? [new(spec.File.MirrorName ?? spec.File.FileName, new FileInfo(path).Length, sum)]
                : Unpack(spec, path, staging, meter, cancellationToken);

            // The same content may come from several addresses.
            IEnumerable<string> urls = WeightRecord.Read(folder) is { } earlier && earlier.Sha256 == sum ? spec.File.Urls.Union(earlier.Urls) : spec.File.Urls;
            new WeightRecord([.. urls], sum, spec.Members, files).Write(staging);
            Remove(folder);

            // Last, so that no fault takes the download away.
            if (isFile && isOurs) File.Move(path, Path.Combine(staging, files[0].Name));
            else if (isFile) File.Copy(path, Path.Combine(staging, files[0].Name));
            Directory.Move(staging, folder);
            if (isOurs) File.Delete(path);
            return new CachedWeights(sum, [.. files.Select(file => Path.Combine(folder, file.Name))]);
        }
        catch
        {
            Remove(staging);
            throw;
        }
    }

    private static List<WeightRecord.CachedFile> Unpack(WeightSpec spec, string archive, string staging, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var unpacked = staging + ".unpacked";
        Remove(unpacked);
        try
        {
            new ArchiveUnpacker(archive, unpacked, spec.File with { MaxEntries = MaxEntries }) { Meter = meter }.Unpack(cancellationToken);
            var files = new List<WeightRecord.CachedFile>();
            foreach (var member in ArchiveMembers.Pick(archive, unpacked, spec.Members))
            {
                files.Add(new(Path.GetFileName(member), new FileInfo(member).Length, WeightRecord.SumOf(member)));
                File.Move(member, Path.Combine(staging, files[^1].Name));
            }

            return files;
        }
        finally
        {
            Remove(unpacked);
            File.Delete(unpacked + ".part");
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
