namespace MultiBox.Data;

/// <summary>How many objects the images of a split hold.</summary>
/// <param name="Mean">The mean; null without images.</param>
/// <param name="Median">The median; null without images.</param>
/// <param name="Max">The most.</param>
/// <param name="Bins">Images by the number of their objects.</param>
public sealed record ObjectsPerImage(double? Mean, double? Median, int Max, IReadOnlyList<HistogramBin> Bins)
{
    private static readonly double[] Edges = [1, 2, 3, 4, 6, 11, 21, 51];

    /// <summary>Counts images.</summary>
    /// <param name="counts">The number of objects of each image.</param>
    internal static ObjectsPerImage Of(IReadOnlyList<int> counts) => new(
        counts.Count == 0 ? null : Math.Round(counts.Average(), 3), Histogram.Median(counts.Select(count => (double)count)), counts.DefaultIfEmpty().Max(),
        Histogram.Of(Edges, counts.Select(count => (double)count)));
}
