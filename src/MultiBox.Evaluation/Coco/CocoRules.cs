namespace MultiBox.Evaluation;

/// <summary>The constants of COCO's evaluation of boxes.</summary>
public static class CocoRules
{
    /// <summary>The number of areas in <see cref="CocoArea"/>.</summary>
    internal const int AreaCount = 4;

    private const double Widest = 1e10;
    private static readonly (double Least, double Most)[] Ranges = [(0, Widest), (0, 32 * 32), (32 * 32, 96 * 96), (96 * 96, Widest)];

    // As evenly spaced numbers are commonly computed, start + i * step, since the last bit decides whether a recall of, say, 57/100
    // reaches the point 0.57.
    private static readonly double[] Thresholds = [.. Enumerable.Range(0, 10).Select(i => 0.5 + (i * ((0.95 - 0.5) / 9)))];
    private static readonly double[] Points = [.. Enumerable.Range(0, 101).Select(i => i * 0.01)];

    /// <summary>The most detections of a class that count in an image: those with the highest scores.</summary>
    public const int MaxDetections = 100;

    /// <summary><c>[10]</c>: the IoUs from which a detection finds an object, 0.50, 0.55, ..., 0.95.</summary>
    public static ReadOnlySpan<double> IouThresholds => Thresholds;

    /// <summary><c>[101]</c>: the recalls at which precision is averaged, 0, 0.01, ..., 1.</summary>
    public static ReadOnlySpan<double> RecallPoints => Points;

    /// <summary>The ends of a range of areas in original pixels squared; both belong to it.</summary>
    /// <param name="area">The range.</param>
    public static (double Least, double Most) RangeOf(CocoArea area) => Ranges[(int)area];

    /// <summary>Whether an area is outside a range.</summary>
    /// <param name="size">The area in original pixels squared.</param>
    /// <param name="area">The range.</param>
    internal static bool IsOutside(double size, CocoArea area) => size < Ranges[(int)area].Least || size > Ranges[(int)area].Most;
}
