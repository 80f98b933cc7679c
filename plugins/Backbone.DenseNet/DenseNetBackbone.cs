using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.DenseNet;

/// <summary>
/// DenseNet (arXiv:1608.06993) with growth 32: a 7x7 stride-2 convolution, 3x3 stride-2 max pooling, then dense blocks with
/// transitions between them. The maps are a block's whole output, before the next transition. Parameter names are torchvision's
/// (<c>conv0.weight</c>, <c>denseblock1.denselayer1.norm1.weight</c>, <c>transition1.conv.weight</c>, ...).
/// </summary>
public sealed class DenseNetBackbone : Backbone, IGraphModule
{
    private const int Growth = 32;

    private static readonly string[] _blockNames = ["denseblock1", "denseblock2", "denseblock3", "denseblock4"];

#pragma warning disable IDE0044, CA1859 // The names of the fields are the names of the parameters.
    private readonly BatchNorm2d? bn_data;
    private readonly Conv2d conv0;
    private readonly BatchNorm2d norm0;
#pragma warning restore IDE0044, CA1859
    private readonly List<DenseBlock> _blocks = [];
    private readonly List<Transition> _transitions = [];
    private readonly HashSet<string> _features;

    /// <summary>Builds the network with He initialisation (fan in), as torchvision does.</summary>
    /// <param name="options">The maps to return.</param>
    /// <param name="layers">The number of layers of each of the four blocks.</param>
    public DenseNetBackbone(DenseNetOptions options, IReadOnlyList<int> layers)
        : base("densenet")
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(layers);
        _features = [.. options.Features];
        var isMxnet = options.Variant == DenseNetVariant.Mxnet;
        var eps = isMxnet ? 2e-5 : 1e-5;
        Normalization = isMxnet ? new(new Rgb(123, 117, 104), new Rgb(1, 1, 1)) : PixelNormalization.ImageNet;
        if (isMxnet)
        {
            bn_data = BatchNorm2d(3, eps: eps);
            // Its scale is fixed at 1: the images are centred already.
            bn_data.weight.requires_grad = false;
        }

        conv0 = Convolution(3, 64, 7, 2, 3);
        norm0 = BatchNorm2d(64, eps: eps);
        RegisterComponents();

        var maps = new List<FeatureMap>();
        var channels = 64;
        for (var i = 0; i < _blockNames.Length && maps.Count < _features.Count; i++)
        {
            if (i > 0)
            {
                var transition = new Transition(channels, eps);
                register_module($"transition{i}", transition);
                _transitions.Add(transition);
                channels /= 2;
            }

            var block = new DenseBlock(channels, layers[i], Growth, eps);
            register_module(_blockNames[i], block);
            _blocks.Add(block);
            channels += layers[i] * Growth;
            if (_features.Contains(_blockNames[i])) maps.Add(new FeatureMap(_blockNames[i], channels, 4 << i));
        }

        FeatureMaps = maps;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FeatureMap> FeatureMaps { get; }

    /// <inheritdoc/>
    public override PixelNormalization Normalization { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = new List<Tensor>();
        var x = bn_data is null ? input : bn_data.call(input);
        x = functional.max_pool2d(norm0.call(conv0.call(x)).relu_(), 3, 2, 1);
        foreach (var (i, block) in _blocks.Index())
        {
            if (i > 0) x = _transitions[i - 1].call(x);
            x = block.call(x);
            if (_features.Contains(_blockNames[i])) maps.Add(x.MoveToOuterDisposeScope());
        }

        return maps;
    }

    /// <inheritdoc/>
    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);

        var maps = new List<GraphValue>();
        var x = bn_data is null ? inputs[0] : graph.Layer(bn_data, inputs[0]);
        x = graph.MaxPool(graph.Relu(graph.Layer(norm0, graph.Layer(conv0, x))), 3, 2, 1);
        foreach (var (i, block) in _blocks.Index())
        {
            if (i > 0) x = graph.Layer(_transitions[i - 1], x);
            x = graph.Layer(block, x);
            if (_features.Contains(_blockNames[i])) maps.Add(x);
        }

        return maps;
    }

    internal static Conv2d Convolution(int inChannels, int outChannels, int kernel, int stride, int padding)
    {
        var conv = Conv2d(inChannels, outChannels, kernel, stride: stride, padding: padding, bias: false);
        init.kaiming_normal_(conv.weight);
        return conv;
    }
}
