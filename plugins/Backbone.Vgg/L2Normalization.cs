using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.Vgg;

/// <summary>
/// Scales the channels of each cell to a Euclidean length of 1, then each channel by a learned factor (ParseNet, arXiv:1506.04579;
/// SSD, arXiv:1512.02325, sec. 3.1): the early map has far larger values than the later ones. Takes and returns <c>[N, C, H, W]</c>.
/// </summary>
internal sealed class L2Normalization : Module<Tensor, Tensor>, IGraphModule
{
#pragma warning disable IDE0044 // The name of the field is the name of the parameter.
    private readonly Parameter scale;
#pragma warning restore IDE0044

    /// <summary>Starts all factors at one value.</summary>
    /// <param name="channels">C.</param>
    /// <param name="initialScale">The value; SSD uses 20.</param>
    public L2Normalization(int channels, double initialScale)
        : base("l2_normalization")
    {
        scale = new Parameter(full(channels, initialScale));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return (functional.normalize(input, p: 2, dim: 1) * scale.view(1, -1, 1, 1)).MoveToOuterDisposeScope();
    }

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs) =>
        [graph.Scale(graph.L2Normalize(inputs[0]), scale)];
}
