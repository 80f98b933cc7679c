using MultiBox.Abstractions;
using static TorchSharp.torch;

namespace MultiBox.Plugins.MobileNet;

/// <summary>
/// MobileNet v1 (arXiv:1704.04861), width 1: a 3x3 convolution, then 13 pairs of a depthwise 3x3 and a pointwise convolution, each
/// with batch norm and ReLU. Layers are named as in MXNet's model: <c>conv_1</c>, <c>conv_2_dw</c>, <c>conv_2</c>, ..., <c>conv_14</c>,
/// each with <c>conv.weight</c> and <c>bn.*</c>; Caffe's MobileNet-SSD counts from <c>conv0</c>.
/// </summary>
public sealed class MobileNetV1Backbone : Backbone, IGraphModule
{
    // Channels after each pair and the stride of its depthwise convolution.
    private static readonly (int Channels, int Stride)[] _pairs =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    private readonly List<(string Name, ConvolutionUnit Unit)> _units = [];
    private readonly HashSet<string> _features;

    /// <summary>Builds the network with He initialisation.</summary>
    /// <param name="options">The maps to return.</param>
    public MobileNetV1Backbone(MobileNetV1Options options)
        : base("mobilenet_v1")
    {
        ArgumentNullException.ThrowIfNull(options);
        _features = [.. options.Features];
        var maps = new List<FeatureMap>();
        Add("conv_1", new ConvolutionUnit(3, 32, 3, 2, 1, options.Eps));
        var (channels, stride) = (32, 2);
        foreach (var (i, pair) in _pairs.Index())
        {
            if (maps.Count == _features.Count) break;
            var name = $"conv_{i + 2}";
            Add($"{name}_dw", new ConvolutionUnit(channels, channels, 3, pair.Stride, channels, options.Eps));
            Add(name, new ConvolutionUnit(channels, pair.Channels, 1, 1, 1, options.Eps));
            (channels, stride) = (pair.Channels, stride * pair.Stride);
            if (_features.Contains(name)) maps.Add(new FeatureMap(name, channels, stride));
        }

        FeatureMaps = maps;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FeatureMap> FeatureMaps { get; }

    /// <summary>The mean of the ImageNet pixels is taken off, nothing else, as the reference trains it.</summary>
    public override PixelNormalization Normalization { get; } = new(new Rgb(123, 117, 104), new Rgb(1, 1, 1));

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = new List<Tensor>();
        var x = input;
        foreach (var (name, unit) in _units)
        {
            x = unit.call(x);
            if (_features.Contains(name)) maps.Add(x.MoveToOuterDisposeScope());
        }

        return maps;
    }

    /// <inheritdoc/>
    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);

        var maps = new List<GraphValue>();
        var x = inputs[0];
        foreach (var (name, unit) in _units)
        {
            x = graph.Layer(unit, x);
            if (_features.Contains(name)) maps.Add(x);
        }

        return maps;
    }

    private void Add(string name, ConvolutionUnit unit)
    {
        register_module(name, unit);
        _units.Add((name, unit));
    }
}
