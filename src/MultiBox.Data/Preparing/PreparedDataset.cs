using System.Collections.Concurrent;
using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>A data set as <see cref="DatasetPreparer"/> left it. Disposing it closes the packs.</summary>
/// <param name="Folder">The folder of its packs.</param>
/// <param name="ClassNames">The classes in the order of their labels, from 1.</param>
/// <param name="Splits">Its splits, in the order of the request.</param>
/// <param name="Warnings">What is allowed but probably not meant.</param>
/// <param name="Fingerprint">SHA-256 over the fingerprints of all splits.</param>
/// <param name="RequestKey">What the request asked for, as a key.</param>
public sealed record PreparedDataset(
    string Folder, IReadOnlyList<string> ClassNames, IReadOnlyList<PreparedSplit> Splits, IReadOnlyList<string> Warnings, string Fingerprint,
    string RequestKey) : IDisposable
{
    /// <summary>A split by its name.</summary>
    /// <param name="name">The name, e.g. <c>train</c>.</param>
    /// <exception cref="MultiBoxException">There is no such split.</exception>
    public PreparedSplit Split(string name) =>
        Splits.FirstOrDefault(split => split.Name == name) ?? throw new MultiBoxException(
            $"{Folder}: no split '{name}'.\n  Found: {string.Join(", ", Splits.Select(split => split.Name))}." +
            DidYouMean.Sentence(name, Splits.Select(split => split.Name)));

    /// <summary>Whether the data set was prepared for a request: same classes, policies, sources, splits and storage.</summary>
    /// <param name="request">The request.</param>
    public bool IsFor(DatasetRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RequestKey == RequestCheck.Key(request);
    }

    /// <summary>
    /// What has changed since, judged by size and time: files that were read, or left out as faulty or without objects, that have
    /// come, gone or been written to, and folders whose lists of names are others.
    /// </summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The paths, each after <c>changed: </c>, <c>new: </c> or <c>gone: </c>; files in order, then folders.</returns>
    public IReadOnlyList<string> ChangedSources(CancellationToken cancellationToken = default)
    {
        var changed = new ConcurrentBag<(bool IsFolder, string Path, string What)>();
        var files = Splits.Select(split => split.Pack).OfType<DatasetPack>().SelectMany(pack => pack.Index.Files).ToList();
        Parallel.ForEach(files, new ParallelOptions { CancellationToken = cancellationToken }, file =>
        {
            var now = FileStamp.Of(file.Path);
            if (now == file.Stamp) return;
            var what = now.Kind == StampKind.Missing ? "gone" : file.Stamp.Kind == StampKind.Missing ? "new" : "changed";
            changed.Add((now.Kind == StampKind.Folder, file.Path, what));
        });
        return [.. changed.Distinct().OrderBy(x => x.IsFolder).ThenBy(x => x.Path, StringComparer.Ordinal).Select(x => $"{x.What}: {x.Path}")];
    }

    /// <summary>Opens a prepared data set, making sure that its packs are whole. The sources are not needed.</summary>
    /// <param name="folder">The folder of its packs.</param>
    /// <param name="roots">Where sources lie now, by name, for those that moved; null when none did.</param>
    /// <exception cref="MultiBoxException">The folder holds none, or a pack is damaged or of another version or run.</exception>
    public static PreparedDataset Load(string folder, IReadOnlyDictionary<string, string>? roots = null)
    {
        folder = Path.GetFullPath(folder);
        var (summary, _) = SealedJson.Read<PreparedSummary>(Path.Combine(folder, PreparedSummary.FileName), PreparedSummary.Format, PreparedSummary.Version);
        var packs = new List<DatasetPack>();
        try
        {
            foreach (var split in summary.Splits)
            {
                var pack = DatasetPack.Open(PackPath(folder, split.Name), roots);
                packs.Add(pack);
                if (Text(pack.IndexChecksum) == split.IndexChecksum) continue;
                throw new MultiBoxException($"{pack.Path}: not the pack that {PreparedSummary.FileName} names, as preparing was interrupted. Prepare the data set again.");
            }
        }
        catch
        {
            packs.ForEach(pack => pack.Dispose());
            throw;
        }

        return new PreparedDataset(folder, summary.Classes, packs.ConvertAll(PreparedSplit.Of), summary.Warnings, summary.Fingerprint, summary.RequestKey);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var split in Splits) split.Pack?.Dispose();
    }

    /// <summary>The pack of a split.</summary>
    internal static string PackPath(string folder, string split) => Path.Combine(folder, split + DatasetPack.Extension);

    /// <summary>A checksum as the summary has it.</summary>
    internal static string Text(UInt128 checksum) => checksum.ToString("x32", CultureInfo.InvariantCulture);
}
