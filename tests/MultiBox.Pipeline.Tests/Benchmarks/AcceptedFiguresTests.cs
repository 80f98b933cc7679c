using MultiBox.Pipeline.Benchmarks;

namespace MultiBox.Pipeline.Tests.Benchmarks;

public sealed class AcceptedFiguresTests
{
    [Fact]
    public void The_same_figures_are_not_worse()
    {
        var report = Figures.Report(Figures.Rate("decode", 100, 90, 110), Figures.Cost("loader", 500, 400, 600));
        Assert.Empty(AcceptedFigures.Worse(report, report));
    }

    // Accepted were 90 to 110: a tenth below 90 is 81.
    [Theory]
    [InlineData(81.1, false)]
    [InlineData(80.9, true)]
    public void A_rate_is_worse_when_it_is_a_tenth_below_the_lowest_accepted_round(double median, bool worse)
    {
        var found = Worse(Figures.Rate("decode", 100, 90, 110), Figures.Rate("decode", median, median, median));
        Assert.Equal(worse ? ["decode: 80.9 images/s, accepted were 100 (90.0 to 110)."] : [], found);
    }

    // Accepted were 900 to 1100: a tenth above 1100 is 1210, and 64 bytes more are never worth a warning.
    [Theory]
    [InlineData(1273, false)]
    [InlineData(1275, true)]
    public void A_cost_is_worse_when_it_is_a_tenth_above_the_highest_accepted_round(double median, bool worse)
    {
        var found = Worse(Figures.Cost("loader", 1000, 900, 1100), Figures.Cost("loader", median, median, median));
        Assert.Equal(worse ? ["loader: 1275 bytes/image, accepted were 1000 (900 to 1100)."] : [], found);
    }

    [Fact]
    public void Better_figures_are_not_worse() => Assert.Empty(
        AcceptedFigures.Worse(
            Figures.Report(Figures.Rate("decode", 100, 90, 110), Figures.Cost("loader", 1000, 900, 1100)),
            Figures.Report(Figures.Rate("decode", 1000, 900, 1100), Figures.Cost("loader", 10, 9, 11))));

    [Fact]
    public void A_workload_with_two_peers_is_told_once()
    {
        var accepted = Figures.Rate("path-300", 100, 90, 110);
        var slow = Figures.Rate("path-300", 10, 9, 11);
        Assert.Single(AcceptedFigures.Worse(
            Figures.Report(accepted with { Peer = "pillow" }, accepted with { Peer = "opencv" }),
            Figures.Report(slow with { Peer = "pillow" }, slow with { Peer = "opencv" })));
    }

    [Fact]
    public void Workloads_that_only_one_report_has_are_passed_over() =>
        Assert.Empty(Worse(Figures.Rate("decode", 100, 90, 110), Figures.Rate("decode-half", 1, 1, 1)));

    [Fact]
    public void A_workload_that_now_counts_something_else_is_passed_over() =>
        Assert.Empty(Worse(Figures.Rate("decode", 100, 90, 110), Figures.Cost("decode", 100_000, 100_000, 100_000)));

    [Fact]
    public void Figures_of_another_machine_are_not_compared()
    {
        var here = Figures.Report();
        var there = here with { Machine = here.Machine with { Processor = "Another processor", Cores = 64 } };
        Assert.Equal("the accepted figures are of another machine (Another processor, 64 cores)", AcceptedFigures.WhyNotComparable(there, here));
    }

    [Fact]
    public void Figures_of_other_pictures_are_not_compared()
    {
        var here = Figures.Report();
        Assert.Equal("the accepted figures are of another input (12 pictures)", AcceptedFigures.WhyNotComparable(here with { Input = "12 pictures" }, here));
    }

    [Fact]
    public void New_software_on_the_same_machine_is_compared()
    {
        var here = Figures.Report();
        var before = here with { Machine = here.Machine with { Runtime = ".NET 9", Multibox = "0.0.9", Commit = null, System = "An older system" } };
        Assert.Null(AcceptedFigures.WhyNotComparable(before, here));
    }

    private static IReadOnlyList<string> Worse(BenchRow accepted, BenchRow current) => AcceptedFigures.Worse(Figures.Report(accepted), Figures.Report(current));
}
