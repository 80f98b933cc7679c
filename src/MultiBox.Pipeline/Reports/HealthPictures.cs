using MultiBox.Data;

namespace MultiBox.Pipeline.Reports;

/// <summary>The pictures of a health report: what could not be read is left out.</summary>
/// <param name="Samples">Objects of each class, in the order of the labels.</param>
/// <param name="Worst">The worst matches of the first split by size, in the order of its size bins.</param>
/// <param name="Duplicates">Both pictures of the first pairs that two splits share.</param>
/// <param name="BadData">Pictures with faulty records.</param>
internal sealed record HealthPictures(
    IReadOnlyList<IReadOnlyList<ReportPicture>> Samples,
    IReadOnlyList<IReadOnlyList<ReportPicture>> Worst,
    IReadOnlyList<(DuplicatePicture Pair, ReportPicture First, ReportPicture Second)> Duplicates,
    IReadOnlyList<ReportPicture> BadData)
{
    /// <summary>A report without pictures.</summary>
    public static HealthPictures None { get; } = new([], [], [], []);
}
