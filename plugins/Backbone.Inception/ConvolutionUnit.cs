using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.Inception;

/// <summary>Convolution without bias, batch norm (eps 1e-3), ReLU; takes and returns <c>[N, C, H, W]</c>.</summary>
internal sealed class ConvolutionUnit : Module<Tensor, Tensor>, IGraphModule
{
#pragma warning disable IDE0044, CA1859 // The names of the fields are the names of the parameters.
    private readonly Conv2d conv;
    private readonly BatchNorm2d bn;
#pragma warning restore IDE0044, CA1859

    public ConvolutionUnit(int inChannels, int outChannels, (int Height, int Width) kernel, int stride, (int Height, int Width) padding)
        : base("unit")
    {
        conv = Conv2d(inChannels, outChannels, (kernel.Height, kernel.Width), stride: (stride, stride), padding: (padding.Height, padding.Width), bias: false);
        bn = BatchNorm2d(outChannels, eps: 1e-3);
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
