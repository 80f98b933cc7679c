using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.MobileNet;

/// <summary>
/// Weighs the channels by what the whole map holds (arXiv:1709.01507; hard sigmoid as in arXiv:1905.02244). Takes and returns
/// <c>[N, C, H, W]</c>.
/// </summary>
internal sealed class SqueezeExcitation : Module<Tensor, Tensor>, IGraphModule
{
#pragma warning disable IDE0044, CA1859 // The names of the fields are the names of the parameters.
    private readonly Conv2d fc1;
    private readonly Conv2d fc2;
#pragma warning restore IDE0044, CA1859

    public SqueezeExcitation(int channels, int squeezed)
        : base("squeeze_excitation")
    {
        fc1 = Convolution(channels, squeezed);
        fc2 = Convolution(squeezed, channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var scale = fc2.call(fc1.call(functional.adaptive_avg_pool2d(input, 1)).relu_());
        return (input * functional.hardsigmoid(scale)).MoveToOuterDisposeScope();
    }

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        var scale = graph.Layer(fc2, graph.Relu(graph.Layer(fc1, graph.GlobalAveragePool(inputs[0]))));
        return [graph.Multiply(inputs[0], graph.HardSigmoid(scale))];
    }

    private static Conv2d Convolution(int inChannels, int outChannels)
    {
        var conv = Conv2d(inChannels, outChannels, 1);
        init.kaiming_normal_(conv.weight, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
        init.zeros_(conv.bias);
        return conv;
    }
}
