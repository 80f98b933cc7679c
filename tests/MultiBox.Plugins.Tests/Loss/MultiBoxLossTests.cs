using MultiBox.Boxes;
using MultiBox.Plugins.Loss;

namespace MultiBox.Plugins.Tests.Loss;

public sealed class MultiBoxLossTests
{
    [Theory]
    [InlineData(MultiBoxRule.Torchvision, 0.75f, 2, 0)] // All ranks below 1.5.
    [InlineData(MultiBoxRule.Mxnet, 0.75f, 1, 0)]
    [InlineData(MultiBoxRule.Torchvision, 2, 4, 0)]
    [InlineData(MultiBoxRule.Mxnet, 2, 4, 0)]
    [InlineData(MultiBoxRule.Mxnet, 9, 4, 0)] // All that are not positive.
    [InlineData(MultiBoxRule.Torchvision, 9, 6, 0)] // Positives too.
    public void Negatives_are_a_multiple_of_the_positives(MultiBoxRule rule, float ratio, params int[] expected)
    {
        var options = new MultiBoxLossOptions { Rule = rule, NegativeRatio = ratio };
        var context = LossProblem.Context(3, LossProblem.Six);
        var loss = new MultiBoxLoss(options, context);
        IMatcher matcher = rule == MultiBoxRule.Torchvision ? new PerPredictionMatcher(options.MatchIou) : new BipartiteMatcher(options.MatchIou);
        var targets = new TargetEncoder(matcher, context, new BoxRegression(options.BoxLoss, LossProblem.Coder), null).Encode(LossProblem.TwoImages);
        Assert.Equal([2, 0], targets.Images.Select(image => image.Labels.Length));
        Assert.Equal(expected, loss.NegativesOf(targets));
    }
}
