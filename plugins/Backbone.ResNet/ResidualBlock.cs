using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.ResNet;

/// <summary>
/// A residual unit: 3x3-3x3 (basic) or 1x1-3x3-1x1 (bottleneck), each with batch norm, plus the shortcut; ReLU after the sum.
/// Takes and returns <c>[N, C, H, W]</c>.
/// </summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>, IGraphModule
{
#pragma warning disable IDE0044, CA1859 // The names of the fields are the names of the parameters.
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d? conv3;
    private readonly BatchNorm2d? bn3;
    private readonly Sequential? downsample;
#pragma warning restore IDE0044, CA1859

    public ResidualBlock(int inChannels, int width, int outChannels, int stride, bool bottleneck)
        : base("block")
    {
        if (bottleneck)
        {
            conv1 = Convolution(inChannels, width, 1, 1);
            bn1 = BatchNorm2d(width);
            conv2 = Convolution(width, width, 3, stride);
            bn2 = BatchNorm2d(width);
            conv3 = Convolution(width, outChannels, 1, 1);
            bn3 = BatchNorm2d(outChannels);
        }
        else
        {
            conv1 = Convolution(inChannels, width, 3, stride);
            bn1 = BatchNorm2d(width);
            conv2 = Convolution(width, outChannels, 3, 1);
            bn2 = BatchNorm2d(outChannels);
        }

        if (stride != 1 || inChannels != outChannels)
        {
            downsample = Sequential(("0", Convolution(inChannels, outChannels, 1, stride)), ("1", BatchNorm2d(outChannels)));
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = bn1.call(conv1.call(input)).relu_();
        x = bn2.call(conv2.call(x));
        if (conv3 is not null && bn3 is not null) x = bn3.call(conv3.call(x.relu_()));
        x.add_(downsample is null ? input : downsample.call(input));
        return x.relu_().MoveToOuterDisposeScope();
    }

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        var x = graph.Relu(graph.Layer(bn1, graph.Layer(conv1, inputs[0])));
        x = graph.Layer(bn2, graph.Layer(conv2, x));
        if (conv3 is not null && bn3 is not null) x = graph.Layer(bn3, graph.Layer(conv3, graph.Relu(x)));
        return [graph.Relu(graph.Add(x, downsample is null ? inputs[0] : graph.Layer(downsample, inputs[0])))];
    }

    private static Conv2d Convolution(int inChannels, int outChannels, int kernel, int stride)
    {
        var conv = Conv2d(inChannels, outChannels, kernel, stride: stride, padding: kernel / 2, bias: false);
        init.kaiming_normal_(conv.weight, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
        return conv;
    }
}
