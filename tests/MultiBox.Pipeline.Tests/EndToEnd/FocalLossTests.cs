using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Experiments;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Tests.EndToEnd;

/// <summary>An experiment with a loss whose scores are sigmoids, through all stages.</summary>
[Trait("Category", "EndToEnd")]
public sealed class FocalLossTests : IDisposable
{
    private readonly Laboratory _lab = new(Laboratory.Tiny
        .Replace("\ntrain:", "\n  loss: {name: focal, options: {box_loss: giou}}\ntrain:", StringComparison.Ordinal)
        .Replace("evaluate: {batch_size: 2}", "evaluate: {batch_size: 2, clip: false, score_threshold: 0.001}", StringComparison.Ordinal));

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void It_trains_evaluates_and_demonstrates_like_any_other()
    {
        _lab.RunTo(Stage.Demo);
        Assert.Equal(4, RunMetrics.Read(_lab.Run.Metrics).Images);
        var resolved = File.ReadAllText(_lab.Run.Experiment);
        Assert.All(["name: focal", "box_loss: giou", "background_iou: null", "clip: false"], option => Assert.Contains(option, resolved, StringComparison.Ordinal));
        var again = ResolvedExperiment.Load(_lab.Options.RepositoryRoot, _lab.Run.Experiment, [], PluginCatalogue.Load(_lab.Options.PluginFolders));
        Assert.Equal(new ClassScores { Activation = ScoreActivation.Sigmoid, Prior = 0.01 }, again.Loss.Factory.DescribeScores(again.Loss.Options));
    }
}
