using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.ResNetV2;

/// <summary>
/// A bottleneck with batch norm and ReLU before each convolution (arXiv:1603.05027, fig. 4e), 1x1-3x3-1x1, the stride in the 3x3
/// one; where the shape changes, the shortcut is a 1x1 convolution of the first activation. Takes and returns <c>[N, C, H, W]</c>;
/// nothing follows the sum.
/// </summary>
internal sealed class PreActivationUnit : Module<Tensor, Tensor>, IGraphModule
{
#pragma warning disable IDE0044, CA1859 // The names of the fields are the names of the parameters.
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn3;
    private readonly Conv2d conv3;
    private readonly Conv2d? sc;
#pragma warning restore IDE0044, CA1859

    public PreActivationUnit(int inChannels, int outChannels, int stride)
        : base("unit")
    {
        var width = outChannels / 4;
        bn1 = BatchNorm2d(inChannels, eps: ResNetV2Backbone.Eps);
        conv1 = ResNetV2Backbone.Convolution(inChannels, width, 1, 1);
        bn2 = BatchNorm2d(width, eps: ResNetV2Backbone.Eps);
        conv2 = ResNetV2Backbone.Convolution(width, width, 3, stride);
        bn3 = BatchNorm2d(width, eps: ResNetV2Backbone.Eps);
        conv3 = ResNetV2Backbone.Convolution(width, outChannels, 1, 1);
        if (stride != 1 || inChannels != outChannels) sc = ResNetV2Backbone.Convolution(inChannels, outChannels, 1, stride);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var activation = bn1.call(input).relu_();
        var x = conv1.call(activation);
        x = conv2.call(bn2.call(x).relu_());
        x = conv3.call(bn3.call(x).relu_());
        return x.add_(sc is null ? input : sc.call(activation)).MoveToOuterDisposeScope();
    }

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        var activation = graph.Relu(graph.Layer(bn1, inputs[0]));
        var x = graph.Layer(conv1, activation);
        x = graph.Layer(conv2, graph.Relu(graph.Layer(bn2, x)));
        x = graph.Layer(conv3, graph.Relu(graph.Layer(bn3, x)));
        return [graph.Add(x, sc is null ? inputs[0] : graph.Layer(sc, activation))];
    }
}
