namespace MultiBox.Data;

/// <summary>The content of the summary, which is written last: what it names is complete.</summary>
internal sealed record PreparedSummary(
    string RequestKey, string Fingerprint, IReadOnlyList<string> Classes, PackOptions Pack, IReadOnlyList<PackedSource> Sources,
    IReadOnlyList<SummarizedSplit> Splits, IReadOnlyList<string> Warnings)
{
    public const string Format = "multibox-dataset";
    public const int Version = 2;
    public const string FileName = "summary.json";
}

/// <summary>One split in the summary.</summary>
/// <param name="Name">Its name, also its pack's.</param>
/// <param name="IndexChecksum">The XxHash128 of its pack's index, in hexadecimal.</param>
/// <param name="PackBytes">Its pack's length.</param>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="Images">Its images.</param>
/// <param name="Objects">Their objects.</param>
/// <param name="Listed">How many images its lists name.</param>
/// <param name="WithoutObjects">How many of them were left out for holding no object of the classes.</param>
/// <param name="Faults">What was done about faults.</param>
/// <param name="Classes">How often each class occurs.</param>
internal sealed record SummarizedSplit(
    string Name, string IndexChecksum, long PackBytes, string Fingerprint, int Images, int Objects, int Listed, int WithoutObjects, string Faults,
    IReadOnlyList<ClassCount> Classes);
