using MultiBox.Abstractions;
using static MultiBox.Plugins.Inception.MixedBlock;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.Inception;

/// <summary>
/// Inception v3 (arXiv:1512.00567) without the auxiliary classifier. Its first convolutions and its reductions are not padded, so a
/// map has a few cells less than the input's size over its stride. Parameter names are torchvision's (<c>Conv2d_1a_3x3.conv.weight</c>,
/// <c>Mixed_5b.branch1x1.bn.weight</c>, ...).
/// </summary>
public sealed class InceptionV3Backbone : Backbone, IGraphModule
{
    // Under these names the reference's symbol has them.
    private static readonly string[] _featureNames = ["Mixed_5d", "Mixed_6e", "Mixed_7c"];

    private readonly List<(string Name, Module<Tensor, Tensor> Module)> _layers = [];
    private readonly HashSet<string> _features;

    /// <summary>Builds the network with He initialisation (fan out).</summary>
    /// <param name="options">The maps to return.</param>
    public InceptionV3Backbone(InceptionV3Options options)
        : base("inception_v3")
    {
        ArgumentNullException.ThrowIfNull(options);
        _features = [.. options.Features];
        var last = _featureNames.Last(_features.Contains);
        var maps = new List<FeatureMap>();
        foreach (var (name, module, channels, stride) in Layers(options.Variant))
        {
            if (module is not MaxPooling) register_module(name, module);
            _layers.Add((name, module));
            if (_features.Contains(name)) maps.Add(new FeatureMap(name, channels, stride));
            if (name == last) break;
        }

        FeatureMaps = maps;
        Normalization = options.Variant == InceptionVariant.Mxnet
            ? new(new Rgb(123, 117, 104), new Rgb(1, 1, 1))
            : new(new Rgb(127.5f, 127.5f, 127.5f), new Rgb(127.5f, 127.5f, 127.5f));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FeatureMap> FeatureMaps { get; }

    /// <summary>Pixels in -1..1, as torchvision's weights want them; with <see cref="InceptionVariant.Mxnet"/> the mean of the ImageNet pixels is taken off.</summary>
    public override PixelNormalization Normalization { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = new List<Tensor>();
        var x = input;
        foreach (var (name, module) in _layers)
        {
            x = module.call(x);
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
        foreach (var (name, module) in _layers)
        {
            x = graph.Layer(module, x);
            if (_features.Contains(name)) maps.Add(x);
        }

        return maps;
    }

    // Name, module, channels and stride of each layer, made when it is asked for: those behind the last map are not built.
    private static IEnumerable<(string Name, Module<Tensor, Tensor> Module, int Channels, int Stride)> Layers(InceptionVariant variant)
    {
        yield return ("Conv2d_1a_3x3", Unit(3, 32, 3, 2, 0), 32, 2);
        yield return ("Conv2d_2a_3x3", Unit(32, 32, 3, 1, 0), 32, 2);
        yield return ("Conv2d_2b_3x3", Unit(32, 64, 3, 1, 1), 64, 2);
        yield return ("maxpool1", new MaxPooling(), 64, 4);
        yield return ("Conv2d_3b_1x1", Unit(64, 80, 1, 1, 0), 80, 4);
        yield return ("Conv2d_4a_3x3", Unit(80, 192, 3, 1, 0), 192, 4);
        yield return ("maxpool2", new MaxPooling(), 192, 8);
        var channels = 192;
        foreach (var (name, pool) in new[] { ("Mixed_5b", 32), ("Mixed_5c", 64), ("Mixed_5d", 64) }) yield return Next(name, BlockA(channels, pool), 8);
        yield return Next("Mixed_6a", ReductionA(channels), 16);
        foreach (var (name, width) in new[] { ("Mixed_6b", 128), ("Mixed_6c", 160), ("Mixed_6d", 160), ("Mixed_6e", 192) }) yield return Next(name, BlockB(channels, width), 16);
        yield return Next("Mixed_7a", ReductionB(channels), 32);
        yield return Next("Mixed_7b", BlockC(channels, Pooling.Average), 32);
        yield return Next("Mixed_7c", BlockC(channels, variant == InceptionVariant.Mxnet ? Pooling.Max : Pooling.Average), 32);

        (string, Module<Tensor, Tensor>, int, int) Next(string name, MixedBlock block, int stride)
        {
            channels = block.OutChannels;
            return (name, block, channels, stride);
        }
    }

    private static ConvolutionUnit Unit(int inChannels, int outChannels, int kernel, int stride, int padding) =>
        new(inChannels, outChannels, (kernel, kernel), stride, (padding, padding));

    // Fig. 5, with one branch left at 5x5 as in the published weights.
    private static MixedBlock BlockA(int channels, int pool) => new MixedBlock(channels)
        .With(Pooling.None, new Layer("branch1x1", 64, 1, 1))
        .With(Pooling.None, new Layer("branch5x5_1", 48, 1, 1), new Layer("branch5x5_2", 64, 5, 5))
        .With(Pooling.None, new Layer("branch3x3dbl_1", 64, 1, 1), new Layer("branch3x3dbl_2", 96, 3, 3), new Layer("branch3x3dbl_3", 96, 3, 3))
        .With(Pooling.Average, new Layer("branch_pool", pool, 1, 1));

    private static MixedBlock ReductionA(int channels) => new MixedBlock(channels)
        .With(Pooling.None, new Layer("branch3x3", 384, 3, 3, 2))
        .With(Pooling.None, new Layer("branch3x3dbl_1", 64, 1, 1), new Layer("branch3x3dbl_2", 96, 3, 3), new Layer("branch3x3dbl_3", 96, 3, 3, 2))
        .WithInput();

    // Fig. 6: 7x7 as 1x7 and 7x1.
    private static MixedBlock BlockB(int channels, int width) => new MixedBlock(channels)
        .With(Pooling.None, new Layer("branch1x1", 192, 1, 1))
        .With(Pooling.None, new Layer("branch7x7_1", width, 1, 1), new Layer("branch7x7_2", width, 1, 7), new Layer("branch7x7_3", 192, 7, 1))
        .With(
            Pooling.None, new Layer("branch7x7dbl_1", width, 1, 1), new Layer("branch7x7dbl_2", width, 7, 1),
            new Layer("branch7x7dbl_3", width, 1, 7), new Layer("branch7x7dbl_4", width, 7, 1), new Layer("branch7x7dbl_5", 192, 1, 7))
        .With(Pooling.Average, new Layer("branch_pool", 192, 1, 1));

    private static MixedBlock ReductionB(int channels) => new MixedBlock(channels)
        .With(Pooling.None, new Layer("branch3x3_1", 192, 1, 1), new Layer("branch3x3_2", 320, 3, 3, 2))
        .With(
            Pooling.None, new Layer("branch7x7x3_1", 192, 1, 1), new Layer("branch7x7x3_2", 192, 1, 7), new Layer("branch7x7x3_3", 192, 7, 1),
            new Layer("branch7x7x3_4", 192, 3, 3, 2))
        .WithInput();

    // Fig. 7: expanded filter banks.
    private static MixedBlock BlockC(int channels, Pooling pooling) => new MixedBlock(channels)
        .With(Pooling.None, new Layer("branch1x1", 320, 1, 1))
        .WithFork([new Layer("branch3x3_1", 384, 1, 1)], new Layer("branch3x3_2a", 384, 1, 3), new Layer("branch3x3_2b", 384, 3, 1))
        .WithFork(
            [new Layer("branch3x3dbl_1", 448, 1, 1), new Layer("branch3x3dbl_2", 384, 3, 3)],
            new Layer("branch3x3dbl_3a", 384, 1, 3), new Layer("branch3x3dbl_3b", 384, 3, 1))
        .With(pooling, new Layer("branch_pool", 192, 1, 1));
}
