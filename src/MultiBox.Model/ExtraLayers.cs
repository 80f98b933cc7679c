using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Model;

/// <summary>
/// The convolutions that SSD adds behind the backbone (arXiv:1512.02325, fig. 2). Takes the backbone's last map and returns one map
/// for each layer.
/// </summary>
public sealed class ExtraLayers : Module<Tensor, IReadOnlyList<Tensor>>, IGraphModule
{
    private readonly List<Sequential> _layers = [];

    /// <summary>Builds the layers with Xavier-uniform weights and zero biases.</summary>
    /// <param name="last">The backbone's last map.</param>
    /// <param name="specs">The layers.</param>
    public ExtraLayers(FeatureMap last, IReadOnlyList<ExtraLayerSpec> specs)
        : base("extra_layers")
    {
        ArgumentNullException.ThrowIfNull(last);
        ArgumentNullException.ThrowIfNull(specs);
        var maps = new List<FeatureMap>();
        foreach (var (i, spec) in specs.Index())
        {
            var layer = spec.Separable ? Separable(last.Channels, spec) : Plain(last.Channels, spec);
            register_module($"{i + 1}", layer);
            _layers.Add(layer);
            last = new FeatureMap($"extra{i + 1}", spec.Channels, last.Stride * spec.Stride);
            maps.Add(last);
        }

        FeatureMaps = maps;
    }

    /// <summary>The maps that <c>forward</c> returns, named extra1, extra2, ...</summary>
    public IReadOnlyList<FeatureMap> FeatureMaps { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = new List<Tensor>();
        foreach (var layer in _layers)
        {
            input = layer.call(input);
            maps.Add(input.MoveToOuterDisposeScope());
        }

        return maps;
    }

    /// <inheritdoc/>
    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);

        var maps = new List<GraphValue>();
        foreach (var layer in _layers) maps.Add(graph.Layer(layer, maps.Count == 0 ? inputs[0] : maps[^1]));
        return maps;
    }

    private static Sequential Plain(int inChannels, ExtraLayerSpec spec)
    {
        var squeezed = spec.Squeeze ?? Math.Max(128, spec.Channels / 2);
        var layer = Sequential();
        Append(layer, "1x1", Conv2d(inChannels, squeezed, 1, bias: !spec.BatchNorm), squeezed, spec.BatchNorm);
        Append(layer, KernelName(spec), Conv2d(squeezed, spec.Channels, spec.Kernel, stride: spec.Stride, padding: spec.Padding, bias: !spec.BatchNorm), spec.Channels, spec.BatchNorm);
        return layer;
    }

    private static Sequential Separable(int inChannels, ExtraLayerSpec spec)
    {
        var squeezed = spec.Squeeze ?? Math.Max(1, spec.Channels / 2);
        var layer = Sequential();
        AppendNormalized(layer, "1x1", Conv2d(inChannels, squeezed, 1, bias: false), squeezed);
        AppendNormalized(layer, KernelName(spec), Conv2d(squeezed, squeezed, spec.Kernel, stride: spec.Stride, padding: spec.Padding, groups: squeezed, bias: false), squeezed);
        AppendNormalized(layer, "1x1b", Conv2d(squeezed, spec.Channels, 1, bias: false), spec.Channels);
        return layer;
    }

    private static string KernelName(ExtraLayerSpec spec) => $"{spec.Kernel}x{spec.Kernel}";

    // torchvision's initialisation of SSDLite's layers, and its batch norm.
    private static void AppendNormalized(Sequential layer, string name, Conv2d conv, int channels)
    {
        init.normal_(conv.weight, 0, 0.03);
        layer.append($"conv{name}", conv);
        layer.append($"bn{name}", BatchNorm2d(channels, eps: 1e-3, momentum: 0.03));
        layer.append($"relu{name}", ReLU6(inplace: true));
    }

    private static void Append(Sequential layer, string name, Conv2d conv, int channels, bool batchNorm)
    {
        init.xavier_uniform_(conv.weight);
        if (conv.bias is { } bias) init.zeros_(bias);
        layer.append($"conv{name}", conv);
        if (batchNorm) layer.append($"bn{name}", BatchNorm2d(channels));
        layer.append($"relu{name}", ReLU(inplace: true));
    }
}
