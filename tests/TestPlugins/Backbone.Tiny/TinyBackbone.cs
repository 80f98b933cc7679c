using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.TestPlugins;

/// <summary>Options of <see cref="TinyBackbone"/>.</summary>
public sealed record TinyOptions
{
    /// <value>Default 16.</value>
    [Description("Channels of the map of stride 8; that of stride 16 has twice as many.")]
    [Range(1, 256)]
    public int Width { get; init; } = 16;

    /// <value>Default relu.</value>
    [Description("The activation after each convolution.")]
    [AllowedValues("relu", "leaky_relu")]
    public string Activation { get; init; } = "relu";
}

/// <summary>Makes <see cref="TinyBackbone"/>.</summary>
[Plugin("tiny", "Four convolutions with maps of strides 8 and 16, for tests.")]
public sealed class TinyBackboneFactory : BackboneFactory<TinyOptions>
{
    /// <inheritdoc/>
    public override Backbone Create(TinyOptions options) => new TinyBackbone(options);
}

/// <summary>Four 3x3 convolutions of stride 2, each with batch normalisation: small enough to train in seconds on a CPU.</summary>
public sealed class TinyBackbone : Backbone
{
    private readonly Sequential stem;
    private readonly Sequential layer1;
    private readonly Sequential layer2;

    /// <summary>Makes the network with weights drawn from TorchSharp's default generator.</summary>
    /// <param name="options">The validated options.</param>
    public TinyBackbone(TinyOptions options)
        : base(nameof(TinyBackbone))
    {
        ArgumentNullException.ThrowIfNull(options);
        var width = options.Width;
        stem = nn.Sequential(Layer(3, width, options), Layer(width, width, options));
        layer1 = Layer(width, width, options);
        layer2 = Layer(width, 2 * width, options);
        FeatureMaps = [new FeatureMap("layer1", width, 8), new FeatureMap("layer2", 2 * width, 16)];
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FeatureMap> FeatureMaps { get; }

    /// <inheritdoc/>
    public override PixelNormalization Normalization => PixelNormalization.ImageNet;

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var map8 = layer1.forward(stem.forward(input));
        var map16 = layer2.forward(map8);
        return [map8.MoveToOuterDisposeScope(), map16.MoveToOuterDisposeScope()];
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stem.Dispose();
            layer1.Dispose();
            layer2.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Sequential Layer(int inputs, int outputs, TinyOptions options) => nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride: 2, padding: 1, bias: false),
        nn.BatchNorm2d(outputs),
        options.Activation == "relu" ? nn.ReLU() : nn.LeakyReLU(0.1));
}
