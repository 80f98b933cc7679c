using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.DenseNet;

/// <summary>
/// Between two blocks: batch norm, ReLU, 1x1 convolution to half the channels, 2x2 average pooling. Takes <c>[N, C, H, W]</c>, returns
/// <c>[N, C/2, H/2, W/2]</c>.
/// </summary>
internal sealed class Transition : Module<Tensor, Tensor>, IGraphModule
{
#pragma warning disable IDE0044, CA1859 // The names of the fields are the names of the parameters.
    private readonly BatchNorm2d norm;
    private readonly Conv2d conv;
#pragma warning restore IDE0044, CA1859

    public Transition(int channels, double eps)
        : base("transition")
    {
        norm = BatchNorm2d(channels, eps: eps);
        conv = DenseNetBackbone.Convolution(channels, channels / 2, 1, 1, 0);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return functional.avg_pool2d(conv.call(norm.call(input).relu_()), 2, 2).MoveToOuterDisposeScope();
    }

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs) =>
        [graph.AveragePool(graph.Layer(conv, graph.Relu(graph.Layer(norm, inputs[0]))), 2, 2)];
}
