using MultiBox.Abstractions;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.MobileNet;

/// <summary>MobileNet v3, large (arXiv:1905.02244, table 1), width 1.</summary>
[Plugin("mobilenet_v3_large", "MobileNet v3 large: inverted residuals with squeeze-excitation. Maps: expansion (stride 16), last (stride 32).")]
public sealed class MobileNetV3LargeFactory : BackboneFactory<MobileNetV3Options>
{
    // torchvision's value, in its classifier and its detector; the momentum is the detector's.
    private const double Eps = 1e-3;
    private const double Momentum = 0.03;

    // Kernel, expanded channels, channels, squeeze-excitation, hard swish, stride.
    private static readonly (int Kernel, int Expanded, int Channels, bool Squeezes, bool HardSwish, int Stride)[] _blocks =
    [
        (3, 16, 16, false, false, 1), (3, 64, 24, false, false, 2), (3, 72, 24, false, false, 1), (5, 72, 40, true, false, 2), (5, 120, 40, true, false, 1),
        (5, 120, 40, true, false, 1), (3, 240, 80, false, true, 2), (3, 200, 80, false, true, 1), (3, 184, 80, false, true, 1), (3, 184, 80, false, true, 1),
        (3, 480, 112, true, true, 1), (3, 672, 112, true, true, 1), (5, 672, 160, true, true, 2), (5, 960, 160, true, true, 1), (5, 960, 160, true, true, 1),
    ];

    /// <inheritdoc/>
    public override Backbone Create(MobileNetV3Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var divisor = options.ReducedTail ? 2 : 1;
        var lastStride = Array.FindLastIndex(_blocks, block => block.Stride == 2);
        var features = Sequential();
        features.append("0", NormalizedConvolution.Create(3, 16, 3, 2, 1, Eps, Activation.HardSwish, Momentum));
        var channels = 16;
        foreach (var (i, block) in _blocks.Index())
        {
            // The block with the last stride still expands to all its channels.
            var expanded = i > lastStride ? block.Expanded / divisor : block.Expanded;
            var outChannels = i >= lastStride ? block.Channels / divisor : block.Channels;
            features.append($"{i + 1}", Block(block.Kernel, channels, expanded, outChannels, block.Squeezes, block.HardSwish, block.Stride));
            channels = outChannels;
        }

        var last = 6 * channels;
        features.append($"{_blocks.Length + 1}", NormalizedConvolution.Create(channels, last, 1, 1, 1, Eps, Activation.HardSwish, Momentum));
        return new InvertedResidualBackbone("mobilenet_v3_large", features, lastStride + 1, _blocks[lastStride].Expanded, last, PixelNormalization.ImageNet);
    }

    private static InvertedResidual Block(int kernel, int inChannels, int expanded, int outChannels, bool squeezes, bool hardSwish, int stride)
    {
        var activation = hardSwish ? Activation.HardSwish : Activation.Relu;
        var layers = Sequential();
        var index = 0;
        if (expanded != inChannels) layers.append($"{index++}", NormalizedConvolution.Create(inChannels, expanded, 1, 1, 1, Eps, activation, Momentum));
        layers.append($"{index++}", NormalizedConvolution.Create(expanded, expanded, kernel, stride, expanded, Eps, activation, Momentum));
        if (squeezes) layers.append($"{index++}", new SqueezeExcitation(expanded, Squeezed(expanded / 4)));
        layers.append($"{index}", NormalizedConvolution.Create(expanded, outChannels, 1, 1, 1, Eps, Activation.None, Momentum));
        return new InvertedResidual("block", layers, stride == 1 && inChannels == outChannels);
    }

    // The nearest multiple of 8, but never less than nine tenths of the value.
    private static int Squeezed(int value)
    {
        var rounded = Math.Max(8, (value + 4) / 8 * 8);
        return rounded < 0.9 * value ? rounded + 8 : rounded;
    }
}
