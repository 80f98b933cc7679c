using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.MobileNet;

/// <summary>
/// MobileNet v2 and v3 as SSDLite uses them (arXiv:1801.04381, sec. 6.2; arXiv:1905.02244, sec. 6.3): the maps are the 1x1 expansion of
/// the last block with stride 2 (<c>expansion</c>, stride 16) and the last convolution (<c>last</c>, stride 32). Parameter names are
/// torchvision's (<c>features.0.0.weight</c>, ...).
/// </summary>
public sealed class InvertedResidualBackbone : Backbone, IGraphModule
{
#pragma warning disable IDE0044, CA1859 // The name of the field is the name of the parameters.
    private readonly Sequential features;
#pragma warning restore IDE0044, CA1859
    private readonly List<Module<Tensor, Tensor>> _layers;
    private readonly int _expandedBlock;

    internal InvertedResidualBackbone(string name, Sequential features, int expandedBlock, int expandedChannels, int lastChannels, PixelNormalization normalization)
        : base(name)
    {
        this.features = features;
        _expandedBlock = expandedBlock;
        Normalization = normalization;
        FeatureMaps = [new FeatureMap("expansion", expandedChannels, 16), new FeatureMap("last", lastChannels, 32)];
        RegisterComponents();
        _layers = [.. features.children().Cast<Module<Tensor, Tensor>>()];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FeatureMap> FeatureMaps { get; }

    /// <inheritdoc/>
    public override PixelNormalization Normalization { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = input;
        Tensor? expansion = null;
        foreach (var (i, layer) in _layers.Index())
        {
            if (i == _expandedBlock) (expansion, x) = ((InvertedResidual)layer).Expand(x);
            else x = layer.call(x);
        }

        return [expansion!.MoveToOuterDisposeScope(), x.MoveToOuterDisposeScope()];
    }

    /// <inheritdoc/>
    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);

        var x = inputs[0];
        GraphValue? expansion = null;
        foreach (var (i, layer) in _layers.Index())
        {
            if (i == _expandedBlock) (expansion, x) = ((InvertedResidual)layer).DescribeExpansion(graph, x);
            else x = graph.Layer(layer, x);
        }

        return [expansion!, x];
    }
}
