using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.ResNetV2;

/// <summary>
/// ResNet in its pre-activation form (arXiv:1603.05027) as MXNet's models have it: batch norm (eps 2e-5) on the input, 7x7 stride-2
/// convolution, batch norm, ReLU, 3x3 stride-2 max pooling, then four stages of bottlenecks. The maps are the raw sums of a stage's
/// last unit. Parameter names are MXNet's with dots: <c>conv0.weight</c>, <c>stage1.unit1.bn1.weight</c>, <c>stage1.unit1.sc.weight</c>.
/// </summary>
public sealed class ResNetV2Backbone : Backbone, IGraphModule
{
    internal const double Eps = 2e-5;

    private static readonly string[] _stageNames = ["stage1", "stage2", "stage3", "stage4"];

#pragma warning disable IDE0044, CA1859 // The names of the fields are the names of the parameters.
    private readonly BatchNorm2d bn_data;
    private readonly Conv2d conv0;
    private readonly BatchNorm2d bn0;
#pragma warning restore IDE0044, CA1859
    private readonly List<Sequential> _stages = [];
    private readonly HashSet<string> _features;

    /// <summary>Builds the network with He initialisation (fan out).</summary>
    /// <param name="options">The maps to return.</param>
    /// <param name="units">The number of units of each of the four stages.</param>
    public ResNetV2Backbone(ResNetV2Options options, IReadOnlyList<int> units)
        : base("resnet_v2")
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(units);
        _features = [.. options.Features];
        bn_data = BatchNorm2d(3, eps: Eps);
        // Its scale is fixed at 1: the images are centred already.
        bn_data.weight.requires_grad = false;
        conv0 = Convolution(3, 64, 7, 2);
        bn0 = BatchNorm2d(64, eps: Eps);
        RegisterComponents();

        var maps = new List<FeatureMap>();
        var channels = 64;
        for (var i = 0; i < _stageNames.Length && maps.Count < _features.Count; i++)
        {
            var width = 256 << i;
            var stage = Sequential();
            for (var unit = 0; unit < units[i]; unit++)
            {
                stage.append($"unit{unit + 1}", new PreActivationUnit(channels, width, unit == 0 && i > 0 ? 2 : 1));
                channels = width;
            }

            register_module(_stageNames[i], stage);
            _stages.Add(stage);
            if (_features.Contains(_stageNames[i])) maps.Add(new FeatureMap(_stageNames[i], width, 4 << i));
        }

        FeatureMaps = maps;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FeatureMap> FeatureMaps { get; }

    /// <summary>The mean of the ImageNet pixels is taken off, nothing else: <c>bn_data</c> does the rest.</summary>
    public override PixelNormalization Normalization { get; } = new(new Rgb(123, 117, 104), new Rgb(1, 1, 1));

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = new List<Tensor>();
        var x = bn0.call(conv0.call(bn_data.call(input))).relu_();
        x = functional.max_pool2d(x, 3, 2, 1);
        foreach (var (i, stage) in _stages.Index())
        {
            x = stage.call(x);
            if (_features.Contains(_stageNames[i])) maps.Add(x.MoveToOuterDisposeScope());
        }

        return maps;
    }

    /// <inheritdoc/>
    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);

        var maps = new List<GraphValue>();
        var x = graph.Relu(graph.Layer(bn0, graph.Layer(conv0, graph.Layer(bn_data, inputs[0]))));
        x = graph.MaxPool(x, 3, 2, 1);
        foreach (var (i, stage) in _stages.Index())
        {
            x = graph.Layer(stage, x);
            if (_features.Contains(_stageNames[i])) maps.Add(x);
        }

        return maps;
    }

    internal static Conv2d Convolution(int inChannels, int outChannels, int kernel, int stride)
    {
        var conv = Conv2d(inChannels, outChannels, kernel, stride: stride, padding: kernel / 2, bias: false);
        init.kaiming_normal_(conv.weight, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
        return conv;
    }
}
