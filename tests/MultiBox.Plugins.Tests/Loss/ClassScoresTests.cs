using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Plugins.Head;
using MultiBox.Plugins.Loss;
using MultiBox.Plugins.SsdLite;
using static TorchSharp.torch;

namespace MultiBox.Plugins.Tests.Loss;

public sealed class ClassScoresTests
{
    private static readonly FeatureMap[] _maps = [new("a", 4, 8), new("b", 6, 16)];

    [Fact]
    public void The_focal_loss_is_read_by_the_sigmoid_from_its_prior_on()
    {
        // -ln((1 - p) / p): -ln 99 for 0.01, -ln 9 for 0.1.
        Assert.Equal((ScoreActivation.Sigmoid, -4.59512), Of(new FocalLossFactory(), new FocalLossOptions()));
        Assert.Equal((ScoreActivation.Sigmoid, -2.19722), Of(new FocalLossFactory(), new FocalLossOptions { Prior = 0.1 }));
    }

    [Fact]
    public void Losses_that_say_nothing_are_read_by_the_softmax()
    {
        Assert.Equal((ScoreActivation.Softmax, 0), Of(new MultiBoxLossFactory(), new MultiBoxLossOptions()));
        Assert.Equal((ScoreActivation.Softmax, 0), Of(new SilentFactory(), new NoOptions()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_prior_that_is_no_probability_is_refused(double prior) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassScores { Prior = prior });

    [Theory]
    [InlineData("multibox")]
    [InlineData("ssdlite")]
    public void The_first_step_sees_every_object_class_at_its_prior(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var head = Head(name, new FocalLossFactory().DescribeScores(new FocalLossOptions()));
        // On black maps only the biases speak.
        var output = head.call([zeros(2, 4, 3, 3), zeros(2, 6, 1, 1)]);
        Assert.Equal([2, (9 * 2) + 3, 5], output.Logits.shape);
        Assert.All(output.Logits.narrow(2, 1, 4).sigmoid().data<float>().ToArray(), score => Assert.Equal(0.01f, score, 1e-6f));
        Assert.All(output.Logits.select(2, 0).data<float>().ToArray(), background => Assert.Equal(0, background));
        Assert.All(output.Offsets.data<float>().ToArray(), offset => Assert.Equal(0, offset));
    }

    [Theory]
    [InlineData("multibox")]
    [InlineData("ssdlite")]
    public void Without_a_prior_all_classes_start_alike(string name)
    {
        using var head = Head(name, ClassScores.Softmax);
        var biases = head.named_parameters().Where(named => named.name.StartsWith("logits", StringComparison.Ordinal) && named.name.EndsWith("bias", StringComparison.Ordinal) && !named.name.Contains("bn", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, biases.Count);
        Assert.All(biases.SelectMany(named => named.parameter.data<float>().ToArray()), bias => Assert.Equal(0, bias));
    }

    private static DetectionHead Head(string name, ClassScores scores)
    {
        var context = new HeadContext(_maps, [2, 3], 5) { ClassScores = scores };
        return name == "multibox" ? new MultiBoxHead(context) : new SsdLiteHead(context);
    }

    private static (ScoreActivation Activation, double Bias) Of(ILossFactory factory, object options)
    {
        var scores = factory.DescribeScores(options);
        return (scores.Activation, Math.Round(scores.InitialBias, 5));
    }

    // As one was written before losses could say how they are read.
    private sealed class SilentFactory : ILossFactory
    {
        public Type OptionsType => typeof(NoOptions);

        public DetectionLoss Create(object options, LossContext context) => throw new NotSupportedException();
    }
}
