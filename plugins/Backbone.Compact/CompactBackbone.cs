using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.Compact;

/// <summary>
/// A small residual network for small data sets and processors without an accelerator: a 3x3 stride-2 stem, then four stages of
/// basic blocks (arXiv:1512.03385, fig. 5 left), each halving the resolution, with batch norm throughout.
/// </summary>
public sealed class CompactBackbone : Backbone, IGraphModule
{
    private static readonly string[] _names = ["stage1", "stage2", "stage3", "stage4"];
    private static readonly int[] _multipliers = [2, 4, 8, 8];

#pragma warning disable IDE0044, CA1859 // The name of the field is the name of the parameters.
    private readonly Sequential stem;
#pragma warning restore IDE0044, CA1859
    private readonly List<Sequential> _stages = [];
    private readonly HashSet<string> _features;

    /// <summary>Builds the network with He initialisation.</summary>
    /// <param name="options">Width, depth and the maps to return.</param>
    public CompactBackbone(CompactOptions options)
        : base("compact")
    {
        ArgumentNullException.ThrowIfNull(options);
        _features = [.. options.Features];
        stem = Sequential(
            ("conv", BasicBlock.Convolution(3, options.Width, 3, 2)), ("bn", BatchNorm2d(options.Width)), ("relu", ReLU(inplace: true)));
        RegisterComponents();

        var deepest = _names.Index().Last(stage => _features.Contains(stage.Item)).Index;
        var maps = new List<FeatureMap>();
        var channels = options.Width;
        for (var i = 0; i <= deepest; i++)
        {
            var width = options.Width * _multipliers[i];
            var stage = Sequential();
            for (var block = 0; block < options.Blocks; block++)
            {
                stage.append($"{block}", new BasicBlock(channels, width, block == 0 ? 2 : 1));
                channels = width;
            }

            register_module(_names[i], stage);
            _stages.Add(stage);
            if (_features.Contains(_names[i])) maps.Add(new FeatureMap(_names[i], width, 4 << i));
        }

        FeatureMaps = maps;
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
        var x = stem.call(input);
        foreach (var (i, stage) in _stages.Index())
        {
            x = stage.call(x);
            if (_features.Contains(_names[i])) maps.Add(x.MoveToOuterDisposeScope());
        }

        return maps;
    }

    /// <inheritdoc/>
    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);

        var maps = new List<GraphValue>();
        var x = graph.Layer(stem, inputs[0]);
        foreach (var (i, stage) in _stages.Index())
        {
            x = graph.Layer(stage, x);
            if (_features.Contains(_names[i])) maps.Add(x);
        }

        return maps;
    }
}
