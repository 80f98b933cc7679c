using System.Text.Json.Serialization;

namespace MultiBox.Data;

/// <summary>The content of a split's index file. Paths are relative to their source's root, with '/'.</summary>
internal sealed record PreparedIndex(
    string Name, string Fingerprint, int Listed, int WithoutObjects, IReadOnlyList<string> Classes, IReadOnlyList<IndexedSource> Sources,
    IReadOnlyList<IndexedFile> ImageSets, IReadOnlyList<IndexedImage> Images, IReadOnlyList<BadDataEntry> Faults)
{
    public const string Format = "multibox-split";
    public const int Version = 1;
}

/// <summary>Where a source lay.</summary>
internal sealed record IndexedSource(string Name, string Root);

/// <summary>A file that the index was made from.</summary>
internal sealed record IndexedFile(string Source, string Path, FileStamp Stamp);

/// <summary>One image with both its files.</summary>
internal sealed record IndexedImage(
    string Id, string Source, int Width, int Height, IndexedFile Picture, IndexedFile Annotation, IReadOnlyList<IndexedObject> Objects);

/// <summary>One object; the box in original pixels as left, top, right, bottom.</summary>
internal sealed record IndexedObject(
    int Label, float[] Box, bool Difficult, bool Truncated, bool Crowd = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Area = null);

/// <summary>The content of the summary, which is written last: what it names is complete.</summary>
internal sealed record PreparedSummary(
    string RequestKey, string Fingerprint, IReadOnlyList<string> Classes, ReadingOptions Reading, IReadOnlyList<IndexedSource> Sources,
    IReadOnlyList<SummarizedSplit> Splits, IReadOnlyList<string> Warnings)
{
    public const string Format = "multibox-dataset";
    public const int Version = 1;
    public const string FileName = "summary.json";
}

/// <summary>One split in the summary.</summary>
internal sealed record SummarizedSplit(
    string Name, string IndexSha256, string Fingerprint, int Images, int Objects, int Listed, int WithoutObjects, string Faults,
    IReadOnlyList<ClassCount> Classes);
