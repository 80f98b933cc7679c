namespace MultiBox.Pipeline.Benchmarks;

/// <summary>The rounds of a workload in a few numbers.</summary>
/// <param name="Median">The median: the middle one, or the mean of the middle two.</param>
/// <param name="Min">The lowest.</param>
/// <param name="Max">The highest.</param>
/// <param name="CpuMedian">The median by processor time; null where time plays no part.</param>
/// <param name="Rounds">The number of rounds.</param>
internal sealed record SampleSummary(double Median, double Min, double Max, double? CpuMedian, int Rounds)
{
    /// <summary>How far the rounds lie apart: the range divided by the median; 0 where that is 0.</summary>
    public double Spread => Median > 0 ? (Max - Min) / Median : 0;

    /// <summary>Sums up.</summary>
    /// <param name="samples">At least one.</param>
    public static SampleSummary Of(IReadOnlyCollection<Sample> samples)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count);
        var values = samples.Select(sample => sample.Value).ToArray();
        var cpu = samples.Select(sample => sample.CpuValue).OfType<double>().ToArray();
        return new SampleSummary(MedianOf(values), values.Min(), values.Max(), cpu.Length == samples.Count ? MedianOf(cpu) : null, samples.Count);
    }

    private static double MedianOf(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
