namespace MultiBox.Imaging;

/// <summary>
/// For each output pixel along one axis: which source pixels it is made of, and by which weights. Beyond the edge the source
/// repeats its last pixel. The arrays are kept for the next use.
/// </summary>
internal sealed class AxisWeights
{
    private double[] _reach = [];
    private double[] _sums = [];

    /// <summary>The first output pixel that shows the source.</summary>
    public int First { get; private set; }

    /// <summary>The output pixel after the last one that shows the source.</summary>
    public int End { get; private set; }

    /// <summary>The first source pixel of each output pixel from First to before End.</summary>
    public int[] Starts { get; private set; } = [];

    /// <summary>The number of source pixels of each output pixel from First to before End.</summary>
    public int[] Counts { get; private set; } = [];

    /// <summary>The weights; those of output pixel i start at (i - First) * <see cref="Stride"/> and sum to 1.</summary>
    public float[] Values { get; private set; } = [];

    /// <summary>The distance between two output pixels' weights.</summary>
    public int Stride { get; private set; }

    /// <summary>The largest of <see cref="Counts"/>, 0 when nothing shows the source.</summary>
    public int MaxCount { get; private set; }

    /// <summary>Computes the weights of an axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="interpolation">The filter.</param>
    public void Compute(ResamplingAxis axis, Interpolation interpolation)
    {
        (First, End) = axis.Covered();
        var radius = axis.Radius(interpolation);
        Stride = (int)Math.Min(Math.Ceiling(2 * radius) + 2, axis.Source);
        MaxCount = 0;
        if (Starts.Length < End - First)
        {
            Starts = new int[axis.Count];
            Counts = new int[axis.Count];
        }

        if (Values.Length < (End - First) * Stride) Values = new float[axis.Count * Stride];
        var reach = ((int)Math.Ceiling(2 * radius) + 5) / 4 * 4;
        if (_reach.Length < reach) _reach = new double[reach];
        if (_sums.Length < Stride) _sums = new double[Stride];
        for (var i = 0; i < End - First; i++)
        {
            Fill(i, axis.Center(First + i), axis, radius, interpolation);
            MaxCount = Math.Max(MaxCount, Counts[i]);
        }
    }

    private void Fill(int i, double center, ResamplingAxis axis, double radius, Interpolation interpolation)
    {
        if (interpolation == Interpolation.Nearest)
        {
            (Starts[i], Counts[i], Values[i * Stride]) = ((int)center, 1, 1);
            return;
        }

        var (low, high) = ResamplingAxis.Reach(center, radius);
        var last = axis.Source - 1;
        // The area filter ends at the source's edge; the others repeat its last pixel.
        if (interpolation == Interpolation.Area) (low, high) = (Math.Max(low, 0), Math.Min(high, last));
        var start = Math.Clamp(low, 0, last);
        var count = Math.Clamp(high, 0, last) - start + 1;
        var reach = high - low + 1;
        FilterKernel.Fill(low + 0.5 - center, axis.Scale, interpolation, _reach.AsSpan(0, (reach + 3) / 4 * 4));
        var weights = _sums.AsSpan(0, count);
        weights.Clear();
        var sum = 0.0;
        for (var k = 0; k < reach; k++)
        {
            weights[Math.Clamp(low + k, 0, last) - start] += _reach[k];
            sum += _reach[k];
        }

        (Starts[i], Counts[i]) = (start, count);
        for (var k = 0; k < count; k++) Values[(i * Stride) + k] = (float)(weights[k] / sum);
    }
}
