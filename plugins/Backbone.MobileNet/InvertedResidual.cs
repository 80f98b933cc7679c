using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.MobileNet;

/// <summary>
/// A 1x1 convolution to more channels, a depthwise one, and a linear 1x1 convolution to few (arXiv:1801.04381, fig. 3), with the
/// input added where the shape stays. Takes and returns <c>[N, C, H, W]</c>. The 1x1 expansion can be had apart, as SSDLite
/// predicts from it.
/// </summary>
internal sealed class InvertedResidual : Module<Tensor, Tensor>, IGraphModule
{
    private readonly Sequential _layers;
    private readonly bool _adds;

    /// <summary>Builds the block.</summary>
    /// <param name="name">What its layers are registered under: <c>conv</c> in torchvision's v2, <c>block</c> in its v3.</param>
    /// <param name="layers">The layers in order; the first is the expansion.</param>
    /// <param name="adds">Whether the input is added to the result.</param>
    public InvertedResidual(string name, Sequential layers, bool adds)
        : base("inverted_residual")
    {
        _layers = layers;
        _adds = adds;
        register_module(name, layers);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = _layers.call(input);
        return (_adds ? x.add_(input) : x).MoveToOuterDisposeScope();
    }

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        var x = graph.Layer(_layers, inputs[0]);
        return [_adds ? graph.Add(x, inputs[0]) : x];
    }

    /// <summary>The expansion and the result of a block that does not add its input.</summary>
    public (Tensor Expanded, Tensor Result) Expand(Tensor input)
    {
        using var scope = NewDisposeScope();
        var layers = _layers.children().Cast<Module<Tensor, Tensor>>().ToList();
        var expanded = layers[0].call(input);
        var x = expanded;
        foreach (var layer in layers.Skip(1)) x = layer.call(x);
        return (expanded.MoveToOuterDisposeScope(), x.MoveToOuterDisposeScope());
    }

    /// <summary>Describes what <see cref="Expand"/> computes.</summary>
    public (GraphValue Expanded, GraphValue Result) DescribeExpansion(NetworkGraph graph, GraphValue input)
    {
        var layers = _layers.children().ToList();
        var expanded = graph.Layer(layers[0], input);
        return (expanded, layers.Skip(1).Aggregate(expanded, (x, layer) => graph.Layer(layer, x)));
    }
}
