using MultiBox.Abstractions;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.Inception;

/// <summary>
/// Branches of convolutions side by side, their channels in one map (arXiv:1512.00567, fig. 5-10). Takes <c>[N, C, H, W]</c>.
/// </summary>
internal sealed class MixedBlock : Module<Tensor, Tensor>, IGraphModule
{
    private readonly List<Branch> _branches = [];

    /// <summary>Starts a block without branches.</summary>
    /// <param name="inChannels">C.</param>
    public MixedBlock(int inChannels)
        : base("mixed") => InChannels = inChannels;

    /// <summary>C.</summary>
    public int InChannels { get; }

    /// <summary>The channels of the result so far.</summary>
    public int OutChannels { get; private set; }

    /// <summary>Adds a branch of convolutions, run one after the other.</summary>
    /// <param name="pooling">What comes before them.</param>
    /// <param name="layers">The name, channels and geometry of each.</param>
    public MixedBlock With(Pooling pooling, params Layer[] layers)
    {
        var (units, channels) = Chain(InChannels, layers);
        return Add(new Branch(pooling, units, []), channels);
    }

    /// <summary>Adds a branch that ends in several convolutions side by side.</summary>
    /// <param name="layers">The convolutions up to the fork.</param>
    /// <param name="fork">Those behind it, which all see the same input.</param>
    public MixedBlock WithFork(Layer[] layers, params Layer[] fork)
    {
        var (units, channels) = Chain(InChannels, layers);
        List<ConvolutionUnit> ends = [.. fork.Select(layer => Register(channels, layer))];
        return Add(new Branch(Pooling.None, units, ends), fork.Sum(layer => layer.Channels));
    }

    /// <summary>Adds the input itself, pooled to half the size.</summary>
    public MixedBlock WithInput() => Add(new Branch(Pooling.MaxStride2, [], []), InChannels);

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var outputs = new List<Tensor>();
        foreach (var branch in _branches)
        {
            var x = branch.Pooling switch
            {
                Pooling.Average => functional.avg_pool2d(input, 3, 1, 1),
                Pooling.Max => functional.max_pool2d(input, 3, 1, 1),
                Pooling.MaxStride2 => functional.max_pool2d(input, 3, 2),
                _ => input,
            };
            foreach (var unit in branch.Units) x = unit.call(x);
            if (branch.Fork.Count == 0) outputs.Add(x);
            foreach (var end in branch.Fork) outputs.Add(end.call(x));
        }

        return cat([.. outputs], 1).MoveToOuterDisposeScope();
    }

    public IReadOnlyList<GraphValue> Describe(NetworkGraph graph, IReadOnlyList<GraphValue> inputs)
    {
        var outputs = new List<GraphValue>();
        foreach (var branch in _branches)
        {
            var x = branch.Pooling switch
            {
                Pooling.Average => graph.AveragePool(inputs[0], 3, 1, 1),
                Pooling.Max => graph.MaxPool(inputs[0], 3, 1, 1),
                Pooling.MaxStride2 => graph.MaxPool(inputs[0], 3, 2),
                _ => inputs[0],
            };
            foreach (var unit in branch.Units) x = graph.Layer(unit, x);
            if (branch.Fork.Count == 0) outputs.Add(x);
            foreach (var end in branch.Fork) outputs.Add(graph.Layer(end, x));
        }

        return [graph.Concatenate(outputs, 1)];
    }

    private (List<ConvolutionUnit> Units, int Channels) Chain(int channels, Layer[] layers)
    {
        var units = new List<ConvolutionUnit>();
        foreach (var layer in layers)
        {
            units.Add(Register(channels, layer));
            channels = layer.Channels;
        }

        return (units, channels);
    }

    private ConvolutionUnit Register(int channels, Layer layer)
    {
        var padding = layer.Stride == 2 ? (0, 0) : (layer.Height / 2, layer.Width / 2);
        var unit = new ConvolutionUnit(channels, layer.Channels, (layer.Height, layer.Width), layer.Stride, padding);
        register_module(layer.Name, unit);
        return unit;
    }

    private MixedBlock Add(Branch branch, int channels)
    {
        _branches.Add(branch);
        OutChannels += channels;
        return this;
    }

    /// <summary>What a branch does before its convolutions.</summary>
    internal enum Pooling
    {
        None,

        /// <summary>3x3, stride 1, padding 1; the padding counts as zeros.</summary>
        Average,

        /// <summary>3x3, stride 1, padding 1.</summary>
        Max,

        /// <summary>3x3, stride 2, no padding.</summary>
        MaxStride2,
    }

    /// <summary>One convolution: padded to keep the size at stride 1, not padded at stride 2.</summary>
    internal sealed record Layer(string Name, int Channels, int Height, int Width, int Stride = 1);

    private sealed record Branch(Pooling Pooling, List<ConvolutionUnit> Units, List<ConvolutionUnit> Fork);
}
