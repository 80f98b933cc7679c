using MultiBox.Pipeline.Artifacts;

namespace MultiBox.Pipeline.Tests.Artifacts;

public sealed class RegressionReportTests
{
    [Fact]
    public void Equal_metrics_pass()
    {
        var report = RegressionReport.Compare(Metrics(0.5, 0.4, 0.6), Metrics(0.5, 0.4, 0.6));
        Assert.True(report.Passed);
        Assert.Equal(["mAP", "cat", "dog"], report.Rows.Select(row => row.Name));
        Assert.All(report.Rows, row => Assert.Equal(0, row.Change));
    }

    [Theory]
    [InlineData(0.5, 0.48, true)] // Just the tolerance of 0.02.
    [InlineData(0.5, 0.4799, false)]
    [InlineData(0.3, 0.28, true)]
    [InlineData(0.5, 0.9, true)]
    public void The_mean_may_fall_by_its_tolerance(double before, double now, bool passes) =>
        Assert.Equal(passes, RegressionReport.Compare(Metrics(before, 0.5, 0.5), Metrics(now, 0.5, 0.5)).Passed);

    [Theory]
    [InlineData(0.6, 0.55, true)] // Just the tolerance of 0.05.
    [InlineData(0.6, 0.5499, false)]
    [InlineData(0.6, 0.7, true)]
    public void A_class_may_fall_by_its_tolerance(double before, double now, bool passes)
    {
        var report = RegressionReport.Compare(Metrics(0.5, before, 0.5), Metrics(0.5, now, 0.5));
        Assert.Equal(passes, report.Passed);
        Assert.Equal(passes, report.Rows.Single(row => row.Name == "cat").Passed);
        Assert.True(report.Rows.Single(row => row.Name == "dog").Passed);
    }

    [Fact]
    public void A_class_that_is_gone_is_a_regression()
    {
        var now = Metrics(0.5, 0.5, 0.5) with { PerClass = new Dictionary<string, double?> { ["cat"] = 0.5 } };
        var dog = RegressionReport.Compare(Metrics(0.5, 0.5, 0.5), now).Rows.Single(row => row.Name == "dog");
        Assert.Equal((0.5, null, null, false), (dog.Baseline, dog.Current, dog.Change, dog.Passed));
        Assert.False(RegressionReport.Compare(Metrics(0.5, 0.5, 0.5), Metrics(0.5, 0.5, null)).Passed);
        Assert.False(RegressionReport.Compare(Metrics(0.5, 0.5, 0.5), Metrics(null, 0.5, 0.5)).Passed);
    }

    [Fact]
    public void A_class_that_is_new_is_shown_and_passes()
    {
        var before = Metrics(0.5, 0.5, 0.5) with { PerClass = new Dictionary<string, double?> { ["cat"] = 0.5 } };
        var dog = RegressionReport.Compare(before, Metrics(0.5, 0.5, 0.1)).Rows.Single(row => row.Name == "dog");
        Assert.Equal((null, 0.1, null, true), (dog.Baseline, dog.Current, dog.Change, dog.Passed));
        Assert.True(RegressionReport.Compare(Metrics(0.5, 0.5, null), Metrics(0.5, 0.5, null)).Passed);
    }

    private static RunMetrics Metrics(double? mean, double? cat, double? dog) =>
        new("voc07", 0.5, mean, new Dictionary<string, double?> { ["cat"] = cat, ["dog"] = dog }, 4, 12.5);
}
