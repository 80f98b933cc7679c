using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.Compact;

/// <summary>Two 3x3 convolutions with batch norm and a shortcut; takes and returns <c>[N, C, H, W]</c>.</summary>
internal sealed class BasicBlock : Module<Tensor, Tensor>, IGraphModule
{
#pragma warning disable IDE0044, CA1859 // The names of the fields are the names of the parameters.
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Sequential? shortcut;
#pragma warning restore IDE0044, CA1859
    private readonly bool _subsamples;

    public BasicBlock(int inChannels, int outChannels, int stride)
        : base("block")
    {
        conv1 = Convolution(inChannels, outChannels, 3, stride);
        bn1 = BatchNorm2d(outChannels);
        conv2 = Convolution(outChannels, outChannels, 3, 1);
        bn2 = BatchNorm2d(outChannels);
        if (stride != 1 || inChannels != outChannels)
        {
            // libtorch 2.10 ends the process on some CPUs in the weight gradient of a 1x1 convolution of stride 2 from fewer than 16
            // channels with channels innermost: every second row and column is taken first, which is the same sum.
            _subsamples = stride == 2 && inChannels < 16;
            shortcut = Sequential(("conv", Convolution(inChannels, outChannels, 1, _subsamples ? 1 : stride)), ("bn", BatchNorm2d(outChannels)));
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = bn1.call(conv1.call(input)).relu_();
        x = bn2.call(conv2.call(x));
        var source = _subsamples ? input.slice(2, 0, input.shape[2], 2).slice(3, 0, input.shape[3], 2) : input;
        x.add_(shortcut is null ? source : shortcut.call(source));
        return x.relu_().MoveToOuterDisposeScope();
    }

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        var x = graph.Relu(graph.Layer(bn1, graph.Layer(conv1, inputs[0])));
        x = graph.Layer(bn2, graph.Layer(conv2, x));
        // A window of one cell with stride 2: every second row and column.
        var source = _subsamples ? graph.MaxPool(inputs[0], 1, 2) : inputs[0];
        return [graph.Relu(graph.Add(x, shortcut is null ? source : graph.Layer(shortcut, source)))];
    }

    internal static Conv2d Convolution(int inChannels, int outChannels, int kernel, int stride)
    {
        var conv = Conv2d(inChannels, outChannels, kernel, stride: stride, padding: kernel / 2, bias: false);
        init.kaiming_normal_(conv.weight, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
        return conv;
    }
}
