namespace MultiBox.Data;

/// <summary>
/// The sizes and shapes of a split's objects as the network sees them, the whole picture resized to the square input. The size of a box
/// is the square root of its area, its aspect ratio its width over its height.
/// </summary>
/// <param name="Smallest">The smallest size, in input pixels; null without objects.</param>
/// <param name="Median">The median size, in input pixels; null without objects.</param>
/// <param name="Largest">The largest size, in input pixels; null without objects.</param>
/// <param name="SizeBins">Objects by size in input pixels: up to 16, 32, 64, 128, 256, and above.</param>
/// <param name="RelativeSizeBins">Objects by size as a part of the input's side, in steps of 0.05.</param>
/// <param name="AspectRatioBins">Objects by the logarithm of the aspect ratio to base 2, in steps of 0.5 about 0, the square.</param>
public sealed record BoxShapes(
    double? Smallest,
    double? Median,
    double? Largest,
    IReadOnlyList<HistogramBin> SizeBins,
    IReadOnlyList<HistogramBin> RelativeSizeBins,
    IReadOnlyList<HistogramBin> AspectRatioBins)
{
    /// <summary>The bounds of the size bins, in input pixels.</summary>
    internal static readonly double[] SizeEdges = [16, 32, 64, 128, 256];

    private static readonly double[] RelativeEdges = [.. Enumerable.Range(1, 19).Select(i => i / 20.0)];

    // A bin reaches a quarter of an octave to both sides of its middle, so that squares fill one and not the border of two.
    private static readonly double[] AspectEdges = [.. Enumerable.Range(0, 12).Select(i => (i - 5.5) / 2)];

    /// <summary>Counts objects.</summary>
    /// <param name="objects">The objects that the network sees.</param>
    internal static BoxShapes Of(IReadOnlyList<SeenObject> objects)
    {
        double[] sizes = [.. objects.Select(item => item.Size)];
        double? Rounded(double? size) => size is { } value ? Math.Round(value, 2) : null;
        var any = sizes.Length > 0;
        return new BoxShapes(
            any ? Rounded(sizes.Min()) : null, Rounded(Histogram.Median(sizes)), any ? Rounded(sizes.Max()) : null,
            Histogram.Of(SizeEdges, sizes),
            Histogram.Of(RelativeEdges, objects.Select(item => item.Size / item.InputSize)),
            Histogram.Of(AspectEdges, objects.Select(item => Math.Log2(item.Width / item.Height))));
    }
}
