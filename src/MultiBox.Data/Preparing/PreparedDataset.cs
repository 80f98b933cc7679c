using System.Collections.Concurrent;
using System.Globalization;
using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>A data set as <see cref="DatasetPreparer"/> left it.</summary>
/// <param name="Folder">The folder of its indexes.</param>
/// <param name="ClassNames">The classes in the order of their labels, from 1.</param>
/// <param name="Splits">Its splits, in the order of the request.</param>
/// <param name="Warnings">What is allowed but probably not meant.</param>
/// <param name="Fingerprint">SHA-256 over the fingerprints of all splits.</param>
/// <param name="RequestKey">What the request asked for, as a key.</param>
public sealed record PreparedDataset(
    string Folder, IReadOnlyList<string> ClassNames, IReadOnlyList<PreparedSplit> Splits, IReadOnlyList<string> Warnings, string Fingerprint,
    string RequestKey)
{
    private const int FilesListed = 5;

    /// <summary>A split by its name.</summary>
    /// <param name="name">The name, e.g. <c>train</c>.</param>
    /// <exception cref="MultiBoxException">There is no such split.</exception>
    public PreparedSplit Split(string name) =>
        Splits.FirstOrDefault(split => split.Name == name) ?? throw new MultiBoxException(
            $"{Folder}: no split '{name}'.\n  Found: {string.Join(", ", Splits.Select(split => split.Name))}." +
            DidYouMean.Sentence(name, Splits.Select(split => split.Name)));

    /// <summary>Whether the data set was prepared for a request: same classes, policies, sources and splits.</summary>
    /// <param name="request">The request.</param>
    public bool IsFor(DatasetRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RequestKey == RequestCheck.Key(request);
    }

    /// <summary>Reads a prepared data set back, making sure that its indexes are whole and its files are those it was made from.</summary>
    /// <param name="folder">The folder of its indexes.</param>
    /// <param name="roots">Where sources lie now, by name, for those that moved; null when none did.</param>
    /// <exception cref="MultiBoxException">The folder holds none, an index is damaged or of another version, or files have changed.</exception>
    public static PreparedDataset Load(string folder, IReadOnlyDictionary<string, string>? roots = null)
    {
        folder = Path.GetFullPath(folder);
        var (summary, _) = SealedJson.Read<PreparedSummary>(Path.Combine(folder, PreparedSummary.FileName), PreparedSummary.Format, PreparedSummary.Version);
        var places = summary.Sources.ToDictionary(
            source => source.Name, source => Path.GetFullPath(roots?.GetValueOrDefault(source.Name) ?? source.Root), StringComparer.Ordinal);
        var splits = new List<PreparedSplit>();
        var files = new HashSet<IndexedFile>();
        foreach (var split in summary.Splits)
        {
            var path = Path.Combine(folder, split.Name + ".json");
            var (index, sum) = SealedJson.Read<PreparedIndex>(path, PreparedIndex.Format, PreparedIndex.Version);
            if (sum != split.IndexSha256)
            {
                throw new MultiBoxException($"{path}: not the index that {PreparedSummary.FileName} names, as preparing was interrupted. Prepare the data set again.");
            }

            files.UnionWith(index.ImageSets);
            files.UnionWith(index.Images.SelectMany(image => new[] { image.Picture, image.Annotation }));
            splits.Add(ToSplit(index, split, places));
        }

        RefuseChanged(folder, files, places);
        return new PreparedDataset(folder, summary.Classes, splits, summary.Warnings, summary.Fingerprint, summary.RequestKey);
    }

    private static PreparedSplit ToSplit(PreparedIndex index, SummarizedSplit summary, IReadOnlyDictionary<string, string> places)
    {
        var records = index.Images.Select(image => new ImageRecord(
            image.Id, image.Source, new PictureLocation(Locate(image.Picture, places)), Locate(image.Annotation, places), image.Width, image.Height,
            image.Objects.Select(x => new AnnotatedObject(x.Label, new Box(x.Box[0], x.Box[1], x.Box[2], x.Box[3]), x.Difficult, x.Truncated, x.Crowd)).ToList()));
        return new PreparedSplit(
            index.Name, records.ToList(), index.Fingerprint, summary.Classes, new BadDataReport(index.Faults), index.Listed, index.WithoutObjects);
    }

    private static void RefuseChanged(string folder, IEnumerable<IndexedFile> files, IReadOnlyDictionary<string, string> places)
    {
        var changed = new ConcurrentBag<string>();
        Parallel.ForEach(files, file =>
        {
            var path = Locate(file, places);
            if (!file.Stamp.IsContentOf(path)) changed.Add(Path.Exists(path) ? $"{path}: changed" : $"{path}: gone");
        });
        if (changed.IsEmpty) return;

        var listed = string.Join("\n  ", changed.Order(StringComparer.Ordinal).Take(FilesListed));
        var more = changed.Count > FilesListed ? string.Create(CultureInfo.InvariantCulture, $"\n  and {changed.Count - FilesListed} more") : "";
        throw new MultiBoxException($"{folder}: the data has changed since it was prepared:\n  {listed}{more}\nPrepare the data set again.");
    }

    private static string Locate(IndexedFile file, IReadOnlyDictionary<string, string> places) =>
        Path.Combine(places[file.Source], file.Path.Replace('/', Path.DirectorySeparatorChar));
}
