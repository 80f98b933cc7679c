using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Experiments;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Pipeline.Setup;
using MultiBox.Plugins.Compact;
using MultiBox.Plugins.Head;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Setup;

public sealed class EvaluationSetupTests
{
    [Fact]
    public void Evaluation_and_demo_decode_as_the_experiment_says()
    {
        var evaluate = new EvaluateOptions { ScoreThreshold = 0.25, NmsThreshold = 0.5, TopK = 7, MaxDetections = 5 };
        var measured = DecoderSetup.Decoding(evaluate);
        Assert.Equal((0.25f, 0.5f, 7, 5, false), (measured.ScoreThreshold, measured.NmsThreshold, measured.TopK, measured.MaxDetections, measured.ForceSuppress));

        var drawn = DecoderSetup.Decoding(evaluate, new DemoOptions { NmsThreshold = 0.75, ForceSuppress = true }, 0.5);
        Assert.Equal((0.5f, 0.75f, 7, 5, true), (drawn.ScoreThreshold, drawn.NmsThreshold, drawn.TopK, drawn.MaxDetections, drawn.ForceSuppress));
    }

    [Theory]
    [InlineData(DecoderName.PerClass)]
    [InlineData(DecoderName.BestClass)]
    public void A_detector_reads_the_scores_as_the_models_loss_means_them(DecoderName decoder)
    {
        using var scope = NewDisposeScope();
        // A head of biases alone: the background at 50, the one class at 3.
        Assert.Empty(Detect(ScoreActivation.Softmax));
        Assert.Equal(1 / (1 + MathF.Exp(-3)), Detect(ScoreActivation.Sigmoid)[0].Score, 1e-6f);

        IReadOnlyList<Detection> Detect(ScoreActivation activation)
        {
            using var model = SsdModel.Build(new SsdModelSpec
            {
                InputSize = 32,
                ClassCount = 2,
                CreateBackbone = () => new CompactBackbone(new CompactOptions { Width = 4, Features = ["stage3"] }),
                ExtraLayers = [],
                CreateDefaultBoxes = maps => new DefaultBoxGenerator([[2]], [0.5, 1]),
                BoxCoder = new BoxCoder(Variances.Ssd),
                CreateHead = context => new MultiBoxHead(context),
                ClassScores = new ClassScores { Activation = activation },
            });
            using (no_grad())
            {
                var state = model.Network.state_dict();
                state["head.logits.0.weight"].zero_();
                state["head.logits.0.bias"].copy_(tensor(new float[] { 50, 3 }).repeat(4));
            }

            return EvaluationSetup.Engine(model, new EvaluateOptions { Decoder = decoder }, new DetectionDecoderOptions()).Detect(zeros(1, 3, 32, 32))[0];
        }
    }
}
