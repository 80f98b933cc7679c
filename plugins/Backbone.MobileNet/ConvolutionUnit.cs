using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.MobileNet;

/// <summary>Convolution without bias, batch norm, ReLU; takes and returns <c>[N, C, H, W]</c>.</summary>
internal sealed class ConvolutionUnit : Module<Tensor, Tensor>, IGraphModule
{
#pragma warning disable IDE0044, CA1859 // The names of the fields are the names of the parameters.
    private readonly Conv2d conv;
    private readonly BatchNorm2d bn;
#pragma warning restore IDE0044, CA1859

    /// <summary>Builds the unit with He initialisation (fan out).</summary>
    public ConvolutionUnit(int inChannels, int outChannels, int kernel, int stride, int groups, double eps)
        : base("unit")
    {
        conv = Conv2d(inChannels, outChannels, kernel, stride: stride, padding: kernel / 2, groups: groups, bias: false);
        bn = BatchNorm2d(outChannels, eps: eps);
        init.kaiming_normal_(conv.weight, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return bn.call(conv.call(input)).relu_().MoveToOuterDisposeScope();
    }

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs) =>
        [graph.Relu(graph.Layer(bn, graph.Layer(conv, inputs[0])))];
}
