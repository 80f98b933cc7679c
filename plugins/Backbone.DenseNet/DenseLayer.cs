using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.DenseNet;

/// <summary>
/// Batch norm, ReLU, 1x1 convolution, batch norm, ReLU, 3x3 convolution (arXiv:1608.06993, DenseNet-B). Takes <c>[N, C, H, W]</c> and
/// returns only its own new channels, <c>[N, growth, H, W]</c>.
/// </summary>
internal sealed class DenseLayer : Module<Tensor, Tensor>, IGraphModule
{
    private const int Bottleneck = 4;

#pragma warning disable IDE0044, CA1859 // The names of the fields are the names of the parameters.
    private readonly BatchNorm2d norm1;
    private readonly Conv2d conv1;
    private readonly BatchNorm2d norm2;
    private readonly Conv2d conv2;
#pragma warning restore IDE0044, CA1859

    public DenseLayer(int channels, int growth, double eps)
        : base("dense_layer")
    {
        norm1 = BatchNorm2d(channels, eps: eps);
        conv1 = DenseNetBackbone.Convolution(channels, Bottleneck * growth, 1, 1, 0);
        norm2 = BatchNorm2d(Bottleneck * growth, eps: eps);
        conv2 = DenseNetBackbone.Convolution(Bottleneck * growth, growth, 3, 1, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = conv1.call(norm1.call(input).relu_());
        return conv2.call(norm2.call(x).relu_()).MoveToOuterDisposeScope();
    }

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        var x = graph.Layer(conv1, graph.Relu(graph.Layer(norm1, inputs[0])));
        return [graph.Layer(conv2, graph.Relu(graph.Layer(norm2, x)))];
    }
}
