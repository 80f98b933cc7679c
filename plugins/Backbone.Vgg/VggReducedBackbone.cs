using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.Vgg;

/// <summary>
/// VGG-16 (arXiv:1409.1556) as SSD reduces it (arXiv:1512.02325, sec. 3): the fully connected layers fc6 and fc7 become a dilated
/// 3x3 and a 1x1 convolution, and the last pooling keeps the resolution. Parameter names are those of Caffe's layers
/// (<c>conv1_1.weight</c>, ..., <c>fc7.bias</c>), and <c>conv4_3_norm.scale</c>. torchvision's ssd300_vgg16 is the same network.
/// </summary>
public sealed class VggReducedBackbone : Backbone, IGraphModule
{
    private const double InitialScale = 20;

    private static readonly int[][] _stages = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]];

#pragma warning disable IDE0044, CA1859 // The names of the fields are the names of the parameters.
    private readonly L2Normalization conv4_3_norm;
    private readonly Conv2d fc6;
    private readonly Conv2d fc7;
#pragma warning restore IDE0044, CA1859
    private readonly List<List<Conv2d>> _convolutions = [];

    /// <summary>Builds the network with He initialisation (fan out) and zero biases, as torchvision does.</summary>
    public VggReducedBackbone()
        : base("vgg16_reduced")
    {
        var channels = 3;
        foreach (var (stage, widths) in _stages.Index())
        {
            var convolutions = new List<Conv2d>();
            foreach (var (i, width) in widths.Index())
            {
                var conv = Convolution(channels, width, 3, 1, 1);
                register_module($"conv{stage + 1}_{i + 1}", conv);
                convolutions.Add(conv);
                channels = width;
            }

            _convolutions.Add(convolutions);
        }

        conv4_3_norm = new L2Normalization(512, InitialScale);
        fc6 = Convolution(512, 1024, 3, padding: 6, dilation: 6);
        fc7 = Convolution(1024, 1024, 1, padding: 0, dilation: 1);
        RegisterComponents();
    }

    /// <summary><c>conv4_3</c> (normalised, stride 8) and <c>fc7</c> (stride 16).</summary>
    public override IReadOnlyList<FeatureMap> FeatureMaps { get; } = [new("conv4_3", 512, 8), new("fc7", 1024, 16)];

    /// <summary>The mean of the ImageNet pixels is taken off, nothing else: as Caffe, MXNet and torchvision's ssd300_vgg16 do.</summary>
    public override PixelNormalization Normalization { get; } = new(new Rgb(123, 117, 104), new Rgb(1, 1, 1));

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input;
        Tensor? early = null;
        foreach (var (stage, convolutions) in _convolutions.Index())
        {
            foreach (var conv in convolutions) x = conv.call(x).relu_();
            if (stage == 3) early = conv4_3_norm.call(x);
            x = stage switch
            {
                // Rounds up, so that 75 cells become 38.
                2 => functional.max_pool2d(x, 2, 2, ceil_mode: true),
                4 => functional.max_pool2d(x, 3, 1, 1),
                _ => functional.max_pool2d(x, 2, 2),
            };
        }

        x = fc7.call(fc6.call(x).relu_()).relu_();
        return [early!.MoveToOuterDisposeScope(), x.MoveToOuterDisposeScope()];
    }

    /// <inheritdoc/>
    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);

        var x = inputs[0];
        GraphValue? early = null;
        foreach (var (stage, convolutions) in _convolutions.Index())
        {
            foreach (var conv in convolutions) x = graph.Relu(graph.Layer(conv, x));
            if (stage == 3) early = graph.Layer(conv4_3_norm, x);
            x = stage switch
            {
                2 => graph.MaxPool(x, 2, 2, ceilMode: true),
                4 => graph.MaxPool(x, 3, 1, 1),
                _ => graph.MaxPool(x, 2, 2),
            };
        }

        x = graph.Relu(graph.Layer(fc7, graph.Relu(graph.Layer(fc6, x))));
        return [early!, x];
    }

    private static Conv2d Convolution(int inChannels, int outChannels, int kernel, int padding, int dilation)
    {
        var conv = Conv2d(inChannels, outChannels, kernel, padding: padding, dilation: dilation);
        init.kaiming_normal_(conv.weight, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
        init.zeros_(conv.bias);
        return conv;
    }
}
