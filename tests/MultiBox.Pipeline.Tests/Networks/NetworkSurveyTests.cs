using MultiBox.Pipeline.Networks;

namespace MultiBox.Pipeline.Tests.Networks;

public sealed class NetworkSurveyTests
{
    [Fact]
    public void A_backbone_is_shown_at_the_size_that_most_use_it_at() => Assert.Equal("net-512", Usual(("coco-net-512", 512), ("net-300", 300), ("net-512", 512)));

    [Fact]
    public void Of_equals_the_smaller_size_counts() => Assert.Equal("net-512", Usual(("net-608", 608), ("net-512", 512)));

    [Fact]
    public void Of_equal_names_the_first_counts() => Assert.Equal("a", Usual(("b", 300), ("a", 300), ("cc", 300)));

    private static string Usual(params (string Name, int Size)[] experiments) =>
        NetworkSurvey.Usual(experiments.Select(entry => Summaries.Of("quickstart") with { Experiment = entry.Name, InputSize = entry.Size })).Experiment;
}
