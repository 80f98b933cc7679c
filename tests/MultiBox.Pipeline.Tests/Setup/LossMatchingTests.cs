using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Pipeline.Setup;

namespace MultiBox.Pipeline.Tests.Setup;

public sealed class LossMatchingTests
{
    [Fact]
    public void Threshold_and_rule_are_those_of_the_multibox_loss()
    {
        var options = new Plugins.Loss.MultiBoxLossOptions { MatchIou = 0.4f, Rule = Plugins.Loss.MultiBoxRule.Mxnet };
        Assert.Equal((0.4f, typeof(BipartiteMatcher)), Of(options));
        Assert.Equal((0.5f, typeof(PerPredictionMatcher)), Of(new Plugins.Loss.MultiBoxLossOptions()));
    }

    [Fact]
    public void The_focal_loss_matches_as_the_paper_does_at_its_own_threshold() =>
        Assert.Equal((0.6f, typeof(PerPredictionMatcher)), Of(new Plugins.Loss.FocalLossOptions { MatchIou = 0.6f, BackgroundIou = 0.4f }));

    [Fact]
    public void A_loss_without_them_matches_as_the_paper_does() => Assert.Equal((0.5f, typeof(PerPredictionMatcher)), Of(new NoOptions()));

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void A_threshold_that_is_no_iou_is_not_taken(double iou) => Assert.Equal(0.5f, Of(new Foreign(iou)).MatchIou);

    [Fact]
    public void A_double_will_do() => Assert.Equal(0.25f, Of(new Foreign(0.25)).MatchIou);

    private static (float MatchIou, Type Matcher) Of(object options)
    {
        var matching = LossMatching.Of(options);
        return (matching.MatchIou, matching.Matcher.GetType());
    }

    private sealed record Foreign(double MatchIou);
}
