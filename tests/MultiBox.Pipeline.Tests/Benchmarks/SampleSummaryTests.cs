using MultiBox.Pipeline.Benchmarks;

namespace MultiBox.Pipeline.Tests.Benchmarks;

public sealed class SampleSummaryTests
{
    [Theory]
    [InlineData(new double[] { 5 }, 5, 5, 5)]
    [InlineData(new double[] { 9, 1, 4 }, 4, 1, 9)]
    [InlineData(new double[] { 8, 2, 4, 100 }, 6, 2, 100)] // The middle two are 4 and 8.
    [InlineData(new double[] { 0, 0, 0 }, 0, 0, 0)]
    public void The_median_is_the_middle_of_the_rounds_in_order(double[] values, double median, double min, double max)
    {
        var summary = SampleSummary.Of([.. values.Select(value => new Sample(value, value * 2))]);
        Assert.Equal((median, min, max, values.Length), (summary.Median, summary.Min, summary.Max, summary.Rounds));
        Assert.Equal(median * 2, summary.CpuMedian);
    }

    [Fact]
    public void One_round_without_processor_time_leaves_no_median_by_it() =>
        Assert.Null(SampleSummary.Of([new Sample(1, 1), new Sample(2, null), new Sample(3, 3)]).CpuMedian);

    [Fact]
    public void The_spread_is_the_range_in_medians() => Assert.Equal(0.75, SampleSummary.Of([new Sample(3, 1), new Sample(4, 1), new Sample(6, 1)]).Spread);

    [Fact]
    public void Rounds_without_any_cost_have_no_spread() => Assert.Equal(0, SampleSummary.Of([new Sample(0, null), new Sample(0, null)]).Spread);

    [Fact]
    public void Nothing_has_no_median() => Assert.Throws<ArgumentOutOfRangeException>(() => SampleSummary.Of([]));
}
