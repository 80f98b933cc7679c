using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.ResNet;

/// <summary>
/// ResNet (arXiv:1512.03385) in torchvision's v1.5 form: the stride of a bottleneck is in its 3x3 convolution, batch norm eps 1e-5.
/// Parameter names are torchvision's (<c>conv1.weight</c>, <c>layer1.0.bn1.running_mean</c>, ...).
/// </summary>
public sealed class ResNetBackbone : Backbone, IGraphModule
{
    private static readonly string[] _stages = ["stem", "layer1", "layer2", "layer3", "layer4"];

#pragma warning disable IDE0044, IDE0051, CA1859 // The names of the fields are the names of the parameters.
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
#pragma warning restore IDE0044, IDE0051, CA1859
    private readonly List<Sequential> _layers = [];
    private readonly HashSet<string> _features;

    /// <summary>Builds the network with He initialisation (fan out), as torchvision does.</summary>
    /// <param name="options">The maps to return.</param>
    /// <param name="bottleneck">Bottlenecks (resnet50 and deeper) or basic blocks.</param>
    /// <param name="blocks">The number of blocks of each of the four stages.</param>
    public ResNetBackbone(ResNetOptions options, bool bottleneck, IReadOnlyList<int> blocks)
        : base("resnet")
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(blocks);
        _features = [.. options.Features];
        var deepest = _stages.Index().Last(stage => _features.Contains(stage.Item)).Index;

        conv1 = Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false);
        bn1 = BatchNorm2d(64);
        init.kaiming_normal_(conv1.weight, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
        RegisterComponents();

        var maps = new List<FeatureMap> { new("stem", 64, 4) };
        var expansion = bottleneck ? 4 : 1;
        var channels = 64;
        for (var stage = 1; stage <= deepest; stage++)
        {
            var width = 64 << (stage - 1);
            var layer = Sequential();
            for (var block = 0; block < blocks[stage - 1]; block++)
            {
                var stride = block == 0 && stage > 1 ? 2 : 1;
                layer.append($"{block}", new ResidualBlock(channels, width, width * expansion, stride, bottleneck));
                channels = width * expansion;
            }

            register_module(_stages[stage], layer);
            _layers.Add(layer);
            maps.Add(new FeatureMap(_stages[stage], channels, 4 << (stage - 1)));
        }

        FeatureMaps = [.. maps.Where(map => _features.Contains(map.Name))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FeatureMap> FeatureMaps { get; }

    /// <inheritdoc/>
    public override PixelNormalization Normalization => PixelNormalization.ImageNet;

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = new List<Tensor>();
        var x = functional.max_pool2d(bn1.call(conv1.call(input)).relu_(), 3, 2, 1);
        if (_features.Contains("stem")) maps.Add(x.MoveToOuterDisposeScope());
        foreach (var (i, layer) in _layers.Index())
        {
            x = layer.call(x);
            if (_features.Contains(_stages[i + 1])) maps.Add(x.MoveToOuterDisposeScope());
        }

        return maps;
    }

    /// <inheritdoc/>
    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);

        var maps = new List<GraphValue>();
        var x = graph.MaxPool(graph.Relu(graph.Layer(bn1, graph.Layer(conv1, inputs[0]))), 3, 2, 1);
        if (_features.Contains("stem")) maps.Add(x);
        foreach (var (i, layer) in _layers.Index())
        {
            x = graph.Layer(layer, x);
            if (_features.Contains(_stages[i + 1])) maps.Add(x);
        }

        return maps;
    }
}
