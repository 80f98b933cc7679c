using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Reads and checks all splits of a data set, every picture included, and writes a pack of each, a summary and a list of faults into
/// a folder of its own. The sources are only read. Preparing again takes over what has not changed: pictures whose files look as they
/// did are not even opened.
/// </summary>
/// <param name="folder">Where the results go; created when absent.</param>
public sealed class DatasetPreparer(string folder)
{
    /// <summary>The file that lists every fault for people.</summary>
    public const string BadDataFile = "bad-data.txt";

    // For an image's part of the index and the gap before its picture.
    private const int BytesBesidePicture = 1024;

    private readonly string _folder = Path.GetFullPath(folder);

    /// <summary>The number of threads that read and check pictures. It does not change what is written.</summary>
    /// <value>At least 1; default: one a processor.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether pictures are taken over from the packs of an earlier run; else all are read and checked anew.</summary>
    /// <value>Default true.</value>
    public bool TakeOver { get; init; } = true;

    /// <summary>Finds the free bytes where a folder is; null where the system does not say.</summary>
    internal Func<string, long?> FreeSpace { get; init; } = DiskSpace.Free;

    /// <summary>Prepares the data set.</summary>
    /// <param name="request">The data set.</param>
    /// <param name="progress">Told how far it is, on the caller's thread.</param>
    /// <param name="cancellationToken">Stops it; the results of an earlier run stay.</param>
    /// <returns>The data set, with its packs open; the caller disposes it.</returns>
    /// <exception cref="MultiBoxException">
    /// The request names what does not exist, the data is faulty and the policy is to fail, a split has no image left, or the disk has
    /// no room. All faults of a kind come together.
    /// </exception>
    public PreparedDataset Prepare(DatasetRequest request, IProgress<PrepareProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads);
        request.Pack.Validate();
        var selections = RequestCheck.Resolve(request);
        List<PackedSource> sources =
            [.. request.Sources.Select(source => new PackedSource(source.Name, source.Format.Name, Path.TrimEndingDirectorySeparator(source.Root)))];
        WritePacks(request, selections, sources, progress, cancellationToken);
        var packs = request.Splits.Select(split => DatasetPack.Open(PreparedDataset.PackPath(_folder, split.Name))).ToList();
        try
        {
            var prepared = Summarize(request, sources, packs.ConvertAll(PreparedSplit.Of), cancellationToken);
            RemoveLeftovers(request);
            return prepared;
        }
        catch
        {
            packs.ForEach(pack => pack.Dispose());
            throw;
        }
    }

    private void WritePacks(
        DatasetRequest request, IReadOnlyList<IReadOnlyList<SourceSelection>> selections, IReadOnlyList<PackedSource> sources,
        IProgress<PrepareProgress>? progress, CancellationToken cancellationToken)
    {
        var classes = request.Reading.ClassNames;
        var reportFile = Path.Combine(_folder, BadDataFile);
        var writers = new List<PackWriter>();
        try
        {
            // Before anything is read: what changes from now on is to be noticed, and nobody else is to work in this folder.
            foreach (var split in request.Splits) writers.Add(new PackWriter(PreparedDataset.PackPath(_folder, split.Name)));
            using (var earlier = new EarlierPacks(TakeOver ? _folder : null, request.Pack))
            {
                var splits = request.Splits.Select((split, i) => Read(request, split, selections[i], earlier, progress, cancellationToken)).ToList();
                if (splits.Exists(split => split.Read.Records.Count == 0)) PreparedFaults.Report(splits, classes, reportFile);

                var lengths = splits.ConvertAll(split => split.PictureLengths(cancellationToken));
                DiskSpace.Require(_folder, splits.Select((split, i) => LengthOfPack(split.Read.Records, lengths[i], request.Pack)).Sum(), FreeSpace(_folder));
                var packer = new SplitPacker(sources, classes, request.Pack, request.Reading.OnBadData, Threads, earlier);
                var packed = splits.Select((split, i) => packer.Write(writers[i], split, lengths[i], progress, cancellationToken)).ToList();
                PreparedFaults.Report(packed, classes, reportFile);
            }

            // All new packs are whole and the earlier ones closed: from here on it is a matter of names.
            writers.ForEach(writer => writer.Commit());
        }
        finally
        {
            writers.ForEach(writer => writer.Dispose());
        }
    }

    private static SplitReading Read(
        DatasetRequest request, SplitRequest split, IReadOnlyList<SourceSelection> selections, EarlierPacks earlier,
        IProgress<PrepareProgress>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new PrepareProgress(split.Name, "reading", 0, 0));
        var reading = request.Reading;
        var read = SourceSelection.Read(
            selections, reading with { PictureSize = path => earlier.SizeOf(path) ?? reading.PictureSize(path) }, cancellationToken);
        progress?.Report(new PrepareProgress(split.Name, "reading", read.Listed, read.Listed));
        return new SplitReading(split, selections, read);
    }

    // Roughly; a picture that is shrunk seldom takes more than a byte a pixel.
    private static long LengthOfPack(IReadOnlyList<ImageRecord> records, long[] lengths, PackOptions options)
    {
        var sum = 0L;
        for (var i = 0; i < lengths.Length; i++)
        {
            var picture = options.Shrink(records[i].Width, records[i].Height) is { } size ? Math.Min(lengths[i], (long)size.Width * size.Height) : lengths[i];
            sum += picture + BytesBesidePicture;
        }

        return sum;
    }

    private PreparedDataset Summarize(
        DatasetRequest request, IReadOnlyList<PackedSource> sources, IReadOnlyList<PreparedSplit> splits, CancellationToken cancellationToken)
    {
        var warnings = DatasetWarnings.Find(splits, cancellationToken);
        var summary = new PreparedSummary(
            RequestCheck.Key(request), SplitFingerprint.Of(splits.Select(split => $"{split.Name} {split.Fingerprint}")),
            request.Reading.ClassNames, request.Pack, sources, [.. splits.Select(Summarize)], warnings);
        SealedJson.Write(Path.Combine(_folder, PreparedSummary.FileName), PreparedSummary.Format, PreparedSummary.Version, summary, indented: true);
        return new PreparedDataset(_folder, request.Reading.ClassNames, splits, warnings, summary.Fingerprint, summary.RequestKey);
    }

    private static SummarizedSplit Summarize(PreparedSplit split) => new(
        split.Name, PreparedDataset.Text(split.Pack!.IndexChecksum), split.Pack.Length, split.Fingerprint, split.Records.Count, split.ObjectCount,
        split.Listed, split.WithoutObjects, split.Report.Summary(), split.ClassCounts);

    // Packs of splits that are no more, half packs of runs that were killed, and the indexes of earlier versions.
    private void RemoveLeftovers(DatasetRequest request)
    {
        var kept = request.Splits.Select(split => PreparedDataset.PackPath(_folder, split.Name)).ToHashSet(StringComparer.Ordinal);
        var leftovers = Directory.GetFiles(_folder, "*" + DatasetPack.Extension).Where(path => !kept.Contains(path))
            .Concat(Directory.GetFiles(_folder, "*" + PackWriter.TemporaryPath(DatasetPack.Extension)))
            .Concat(((string[])["hashes", .. request.Splits.Select(split => split.Name)]).Select(name => Path.Combine(_folder, name + ".json")))
            .Where(path => Path.GetFileName(path) != PreparedSummary.FileName);
        foreach (var path in leftovers)
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody reads it still; it is in nobody's way.
            }
        }
    }
}
