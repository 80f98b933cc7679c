using MultiBox.Experiments;
using MultiBox.Pipeline.Setup;

namespace MultiBox.Pipeline.Tests.Setup;

public sealed class EvaluationSetupTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Evaluation_and_demo_decode_as_the_experiment_says(bool clip)
    {
        var evaluate = new EvaluateOptions { ScoreThreshold = 0.25, NmsThreshold = 0.5, TopK = 7, MaxDetections = 5, Clip = clip };
        var measured = EvaluationSetup.Decoding(evaluate);
        Assert.Equal((0.25f, 0.5f, 7, 5, false, clip), (measured.ScoreThreshold, measured.NmsThreshold, measured.TopK, measured.MaxDetections, measured.ForceSuppress, measured.Clip));

        var drawn = EvaluationSetup.Decoding(evaluate, new DemoOptions { NmsThreshold = 0.75, ForceSuppress = true }, 0.5);
        Assert.Equal((0.5f, 0.75f, 7, 5, true, clip), (drawn.ScoreThreshold, drawn.NmsThreshold, drawn.TopK, drawn.MaxDetections, drawn.ForceSuppress, drawn.Clip));
    }
}
