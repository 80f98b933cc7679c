using MultiBox.Pipeline.Benchmarks;

namespace MultiBox.Pipeline.Tests.Benchmarks;

public sealed class BenchRowTests
{
    private static readonly Workload Rate = Workload.Timed("path-300", _ => 1);
    private static readonly Workload Cost = Workload.Allocating("path-300-allocated", _ => 1);

    [Fact]
    public void Twice_the_peers_rate_is_a_ratio_of_2() => Assert.Equal(2, BenchRow.Of(Rate, Summary(300), "opencv", Summary(150)).Ratio);

    [Fact]
    public void Half_the_peers_rate_is_a_ratio_of_one_half() => Assert.Equal(0.5, BenchRow.Of(Rate, Summary(75), "opencv", Summary(150)).Ratio);

    [Fact]
    public void Half_the_peers_cost_is_a_ratio_of_2() => Assert.Equal(2, BenchRow.Of(Cost, Summary(1000), "opencv", Summary(2000)).Ratio);

    [Fact]
    public void Twice_the_peers_cost_is_a_ratio_of_one_half() => Assert.Equal(0.5, BenchRow.Of(Cost, Summary(2000), "opencv", Summary(1000)).Ratio);

    [Fact]
    public void No_number_says_how_much_better_no_cost_at_all_is() => Assert.Null(BenchRow.Of(Cost, Summary(0), "opencv", Summary(1000)).Ratio);

    [Fact]
    public void The_ratio_by_processor_time_is_told_apart()
    {
        // Ours got half of a core, the peer all of one.
        var row = BenchRow.Of(Rate, new SampleSummary(100, 90, 110, 200, 7), "pillow", new SampleSummary(100, 90, 110, 100, 7));
        Assert.Equal((1.0, 2.0), (row.Ratio!.Value, row.CpuRatio!.Value));
    }

    [Fact]
    public void Without_a_peer_there_is_nothing_to_compare()
    {
        var row = BenchRow.Of(Rate, Summary(300));
        Assert.Equal(("path-300", "images/s", 300.0), (row.Name, row.Unit, row.Median));
        Assert.Null(row.Peer);
        Assert.Null(row.PeerMedian);
        Assert.Null(row.Ratio);
        Assert.Null(row.CpuRatio);
    }

    private static SampleSummary Summary(double median) => new(median, median, median, median, 7);
}
