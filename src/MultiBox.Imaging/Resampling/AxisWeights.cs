namespace MultiBox.Imaging;

/// <summary>
/// For each output pixel along one axis: which source pixels it is made of, and by which weights. Output pixel i has its
/// centre at offset + (i + 0.5) * extent / count of the source, whose pixel j has its centre at j + 0.5. Beyond the edge the
/// source repeats its last pixel; an output pixel whose centre lies outside the source has no weights at all.
/// </summary>
internal sealed class AxisWeights
{
    private AxisWeights(int count, int stride)
    {
        Stride = stride;
        Starts = new int[count];
        Counts = new int[count];
        Values = new float[count * stride];
    }

    /// <summary>The first source pixel of each output pixel.</summary>
    public int[] Starts { get; }

    /// <summary>The number of source pixels of each output pixel; 0 outside the source.</summary>
    public int[] Counts { get; }

    /// <summary>The weights; those of output pixel i start at i * <see cref="Stride"/> and sum to 1.</summary>
    public float[] Values { get; }

    /// <summary>The distance between two output pixels' weights.</summary>
    public int Stride { get; }

    /// <summary>The range of source pixels that any output pixel uses; empty (0, 0) when all are outside.</summary>
    public (int First, int End) Range { get; private set; }

    /// <summary>Computes the weights of an axis.</summary>
    /// <param name="offset">Where the region starts, in source pixels.</param>
    /// <param name="extent">The region's length, in source pixels.</param>
    /// <param name="source">The number of source pixels.</param>
    /// <param name="count">The number of output pixels.</param>
    /// <param name="interpolation">The filter.</param>
    public static AxisWeights Create(double offset, double extent, int source, int count, Interpolation interpolation)
    {
        var scale = extent / count;
        var radius = interpolation switch
        {
            Interpolation.Nearest => 0.5,
            Interpolation.Bilinear => 1,
            Interpolation.Bicubic => 2,
            Interpolation.Area => (scale / 2) + 0.5,
            Interpolation.Lanczos => 3 * Math.Max(1, scale),
            _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "Unknown interpolation."),
        };
        var stride = Math.Min((int)Math.Ceiling(2 * radius) + 2, source);
        var axis = new AxisWeights(count, stride);
        var (first, end) = (int.MaxValue, 0);
        for (var i = 0; i < count; i++)
        {
            var center = offset + ((i + 0.5) * scale);
            if (!(center >= 0 && center < source)) continue;
            axis.Fill(i, center, scale, radius, source, interpolation);
            first = Math.Min(first, axis.Starts[i]);
            end = Math.Max(end, axis.Starts[i] + axis.Counts[i]);
        }

        axis.Range = end == 0 ? (0, 0) : (first, end);
        return axis;
    }

    private void Fill(int i, double center, double scale, double radius, int source, Interpolation interpolation)
    {
        if (interpolation == Interpolation.Nearest)
        {
            (Starts[i], Counts[i], Values[i * Stride]) = ((int)center, 1, 1);
            return;
        }

        var low = (int)Math.Floor(center - radius - 0.5) + 1;
        var high = (int)Math.Ceiling(center + radius - 0.5) - 1;
        var start = Math.Clamp(low, 0, source - 1);
        Span<double> weights = stackalloc double[Stride <= 256 ? Stride : 0];
        if (Stride > 256) weights = new double[Stride];
        weights.Clear();
        var sum = 0.0;
        for (var j = low; j <= high; j++)
        {
            var weight = Weight(j + 0.5 - center, scale, interpolation);
            // The area filter ends at the source's edge; the others repeat its last pixel.
            if (interpolation == Interpolation.Area && (j < 0 || j >= source)) continue;
            weights[Math.Clamp(j, 0, source - 1) - start] += weight;
            sum += weight;
        }

        Starts[i] = start;
        Counts[i] = Math.Clamp(high, 0, source - 1) - start + 1;
        for (var k = 0; k < Counts[i]; k++) Values[(i * Stride) + k] = (float)(weights[k] / sum);
    }

    private static double Weight(double distance, double scale, Interpolation interpolation)
    {
        var x = Math.Abs(distance);
        switch (interpolation)
        {
            case Interpolation.Bilinear:
                return Math.Max(0, 1 - x);
            case Interpolation.Area:
                return Math.Max(0, Math.Min(distance + 0.5, scale / 2) - Math.Max(distance - 0.5, -scale / 2));
            case Interpolation.Bicubic:
                const double a = -0.75;
                return x < 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1
                    : x < 2 ? (((((x - 5) * x) + 8) * x) - 4) * a
                    : 0;
            default:
                x /= Math.Max(1, scale);
                if (x < 1e-9) return 1;
                if (x >= 3) return 0;
                var angle = Math.PI * x;
                return 3 * Math.Sin(angle) * Math.Sin(angle / 3) / (angle * angle);
        }
    }
}
