using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Plugins.Loss;
using static TorchSharp.torch;

namespace MultiBox.Plugins.Tests.Loss;

/// <summary>Losses and what they are tried on.</summary>
internal static class LossProblem
{
    /// <summary>The coder of the pipeline: SSD's variances and torchvision's bound.</summary>
    public static BoxCoder Coder { get; } = new(Variances.Ssd, MathF.Log(1000f / 16));

    /// <summary>Six default boxes of which some match and some do not.</summary>
    public static Box[] Six { get; } =
    [
        new(0, 0, 0.5f, 0.5f), new(0.5f, 0, 1, 0.5f), new(0, 0.5f, 0.5f, 1), new(0.5f, 0.5f, 1, 1), new(0.25f, 0.25f, 0.75f, 0.75f), new(0.1f, 0.1f, 0.9f, 0.9f),
    ];

    /// <summary>The truth of an image without objects.</summary>
    public static GroundTruth Nothing { get; } = new([], []);

    /// <summary>Two images: one with two objects, one with none.</summary>
    public static GroundTruth[] TwoImages { get; } = [new([new(0.05f, 0, 0.6f, 0.4f), new(0.5f, 0.55f, 0.95f, 1)], [1, 2]), Nothing];

    /// <summary>What a loss of these default boxes and this number of classes (with the background) is built for.</summary>
    public static LossContext Context(int classCount, params Box[] defaultBoxes) => new(new DefaultBoxes(defaultBoxes, [defaultBoxes.Length]), Coder, classCount);

    /// <summary>Both losses with a box regression, for C = 3 and the six default boxes.</summary>
    public static DetectionLoss Create(string loss, BoxLoss boxLoss) => loss switch
    {
        "focal" => new FocalLoss(new FocalLossOptions { BoxLoss = boxLoss }, Context(3, Six)),
        "multibox" => new MultiBoxLoss(new MultiBoxLossOptions { BoxLoss = boxLoss }, Context(3, Six)),
        _ => new MultiBoxLoss(new MultiBoxLossOptions { BoxLoss = boxLoss, Rule = MultiBoxRule.Mxnet }, Context(3, Six)),
    };

    /// <summary>Predictions for some images, C = 3 and the six default boxes, drawn from a seed.</summary>
    public static HeadOutput Predictions(int images, ScalarType type = ScalarType.Float32)
    {
        manual_seed(5);
        return new HeadOutput(
            randn([images, Six.Length, 4], type).requires_grad_(), randn([images, Six.Length, 3], type).requires_grad_());
    }

    /// <summary>The slopes of a function at a tensor, by central differences; the tensor is as before in the end.</summary>
    /// <param name="function">The function.</param>
    /// <param name="at">A contiguous tensor of float64.</param>
    public static double[] Slopes(Func<double> function, Tensor at)
    {
        using var noGradients = no_grad();
        using var flat = at.detach().view(-1);
        return [.. Enumerable.Range(0, (int)at.numel()).Select(i => (At(i, 1e-6) - At(i, -1e-6)) / 2e-6)];

        double At(int i, double step)
        {
            var value = flat[i].item<double>();
            flat[i] = value + step;
            var result = function();
            flat[i] = value;
            return result;
        }
    }

    /// <summary>Demands that numbers are equal but for rounding.</summary>
    public static void MustBeNear(IEnumerable<double> expected, IEnumerable<double> found, double tolerance = 1e-6) =>
        Assert.All(expected.Zip(found, (e, f) => (Expected: e, Found: f)), pair => Assert.Equal(pair.Expected, pair.Found, tolerance));
}
