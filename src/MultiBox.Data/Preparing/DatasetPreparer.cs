using System.Globalization;
using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Reads and checks all splits of a data set and writes an index of each, a summary and a list of faults into a folder of its
/// own. The sources are only read. Preparing again is quick, as the hashes of unchanged files are remembered.
/// </summary>
/// <param name="folder">Where the results go; created when absent.</param>
public sealed class DatasetPreparer(string folder)
{
    /// <summary>The file that lists every fault for people.</summary>
    public const string BadDataFile = "bad-data.txt";

    private readonly string _folder = Path.GetFullPath(folder);

    /// <summary>Prepares the data set.</summary>
    /// <param name="request">The data set.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops it; the results of an earlier run stay.</param>
    /// <exception cref="MultiBoxException">
    /// The request names what does not exist, the data is faulty and the policy is to fail, or a split has no image left. All
    /// faults of a kind come together.
    /// </exception>
    public PreparedDataset Prepare(DatasetRequest request, IProgress<PrepareProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var selections = RequestCheck.Resolve(request);
        var results = new List<(SplitRequest Split, ReadingResult Read)>();
        foreach (var (split, i) in request.Splits.Select((split, i) => (split, i)))
        {
            progress?.Report(new PrepareProgress(split.Name, "reading", 0, 0));
            var read = SourceSelection.Read(selections[i], request.Reading, cancellationToken);
            progress?.Report(new PrepareProgress(split.Name, "reading", read.Listed, read.Listed));
            results.Add((split, read));
        }

        var reportFile = Path.Combine(_folder, BadDataFile);
        AtomicFile.Write(reportFile, Encoding.UTF8.GetBytes(ReportText(results)));
        BadDataReport.Merge(results.Select(result => result.Read.Report)).ThrowIfRefused(reportFile);
        RefuseEmpty(request, results, reportFile);

        var cache = new FileHashCache(Path.Combine(_folder, FileHashCache.FileName));
        var sources = request.Sources.Select(source => new IndexedSource(source.Name, source.Root)).ToList();
        var splits = new List<PreparedSplit>();
        var sums = new List<string>();
        for (var i = 0; i < results.Count; i++)
        {
            var (split, sum) = WriteSplit(request, results[i].Split, results[i].Read, selections[i], sources, cache, progress, cancellationToken);
            splits.Add(split);
            sums.Add(sum);
        }

        cache.Save();
        var warnings = DatasetWarnings.Find(splits, path => cache.Stamp(path).Sha256);
        var summary = new PreparedSummary(
            RequestCheck.Key(request), SplitFingerprint.Of(splits.Select(split => $"{split.Name} {split.Fingerprint}")),
            request.Reading.ClassNames, request.Reading, sources, splits.Select((split, i) => Summarize(split, sums[i])).ToList(), warnings);
        SealedJson.Write(Path.Combine(_folder, PreparedSummary.FileName), PreparedSummary.Format, PreparedSummary.Version, summary, indented: true);
        return new PreparedDataset(_folder, request.Reading.ClassNames, splits, warnings, summary.Fingerprint, summary.RequestKey);
    }

    private (PreparedSplit Split, string Sum) WriteSplit(
        DatasetRequest request, SplitRequest split, ReadingResult read, IReadOnlyList<SourceSelection> selections, IReadOnlyList<IndexedSource> sources,
        FileHashCache cache, IProgress<PrepareProgress>? progress, CancellationToken cancellationToken)
    {
        var done = 0;
        Parallel.ForEach(read.Records, new ParallelOptions { CancellationToken = cancellationToken }, record =>
        {
            cache.Stamp(record.Picture.Path);
            cache.Stamp(record.AnnotationPath);
            progress?.Report(new PrepareProgress(split.Name, "hashing", Interlocked.Increment(ref done), read.Records.Count));
        });

        var classes = request.Reading.ClassNames;
        var prepared = new PreparedSplit(
            split.Name, read.Records, SplitFingerprint.Of(classes, read.Records, cache.Stamp), Count(classes, read.Records), read.Report,
            read.Listed, read.WithoutObjects);
        var roots = request.Sources.ToDictionary(source => source.Name, source => source.Root, StringComparer.Ordinal);
        var lists = selections.SelectMany(x => x.ImageSets.Select(set => IndexFile(x.Folder.Name, x.Folder.Format.ImageSetFile(x.Folder.Root, set)))).ToList();
        var images = read.Records.Select(record => new IndexedImage(
            record.Id, record.Source, record.Width, record.Height,
            IndexFile(record.Source, record.Picture.Path), IndexFile(record.Source, record.AnnotationPath),
            record.Objects.Select(x => new IndexedObject(x.Label, [x.Box.X1, x.Box.Y1, x.Box.X2, x.Box.Y2], x.Difficult, x.Truncated)).ToList())).ToList();
        var index = new PreparedIndex(
            split.Name, prepared.Fingerprint, read.Listed, read.WithoutObjects, classes, sources, lists, images, read.Report.Entries);
        var sum = SealedJson.Write(
            Path.Combine(_folder, split.Name + ".json"), PreparedIndex.Format, PreparedIndex.Version, index, indented: false);
        return (prepared, sum);

        IndexedFile IndexFile(string source, string path) =>
            new(source, Path.GetRelativePath(roots[source], path).Replace('\\', '/'), cache.Stamp(path));
    }

    private static List<ClassCount> Count(IReadOnlyList<string> classes, IReadOnlyList<ImageRecord> records)
    {
        var counts = classes.Select(name => new ClassCount(name, 0, 0, 0)).ToArray();
        foreach (var record in records)
        {
            foreach (var group in record.Objects.GroupBy(item => item.Label))
            {
                var count = counts[group.Key - 1];
                counts[group.Key - 1] = count with
                {
                    Images = count.Images + 1,
                    Objects = count.Objects + group.Count(),
                    Difficult = count.Difficult + group.Count(item => item.Difficult),
                };
            }
        }

        return [.. counts];
    }

    private static SummarizedSplit Summarize(PreparedSplit split, string sum) => new(
        split.Name, sum, split.Fingerprint, split.Records.Count, split.ClassCounts.Sum(count => count.Objects), split.Listed,
        split.WithoutObjects, split.Report.Summary(), split.ClassCounts);

    private static string ReportText(List<(SplitRequest Split, ReadingResult Read)> results)
    {
        var text = new StringBuilder();
        foreach (var (split, read) in results)
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"{split.Name}: {read.Report.ToText()}");
        }

        return text.ToString();
    }

    private static void RefuseEmpty(DatasetRequest request, List<(SplitRequest Split, ReadingResult Read)> results, string reportFile)
    {
        var faults = new List<string>();
        foreach (var (split, read) in results.Where(result => result.Read.Records.Count == 0))
        {
            var lists = string.Join(", ", split.Parts.SelectMany(part => part.ImageSets.Select(set => $"{part.Source}/{set}")));
            var text = new StringBuilder($"Split '{split.Name}' ({lists}) has no image left:");
            text.Append(CultureInfo.InvariantCulture, $" {read.Listed} listed");
            if (read.WithoutObjects > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $", {read.WithoutObjects} without an object of {string.Join(", ", request.Reading.ClassNames)}");
            }

            var dropped = read.Listed - read.WithoutObjects;
            if (dropped > 0) text.Append(CultureInfo.InvariantCulture, $", {dropped} dropped for bad data (see {reportFile})");
            faults.Add(text.Append('.').ToString());
        }

        if (faults.Count > 0) throw new MultiBoxException(string.Join('\n', faults));
    }
}
