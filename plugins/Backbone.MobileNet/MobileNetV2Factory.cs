using MultiBox.Abstractions;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.MobileNet;

/// <summary>MobileNet v2 (arXiv:1801.04381), width 1.</summary>
[Plugin("mobilenet_v2", "MobileNet v2: inverted residuals. Maps: expansion (stride 16), last (stride 32).")]
public sealed class MobileNetV2Factory : BackboneFactory<NoOptions>
{
    private const double Eps = 1e-5;
    private const int LastChannels = 1280;

    // Table 2: expansion, channels, repetitions, stride of the first.
    private static readonly (int Expansion, int Channels, int Count, int Stride)[] _stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    /// <inheritdoc/>
    public override Backbone Create(NoOptions options)
    {
        var features = Sequential();
        features.append("0", NormalizedConvolution.Create(3, 32, 3, 2, 1, Eps, Activation.Relu6));
        var (index, channels, expandedBlock, expandedChannels) = (1, 32, 0, 0);
        foreach (var (expansion, outChannels, count, stride) in _stages)
        {
            for (var i = 0; i < count; i++, index++)
            {
                var step = i == 0 ? stride : 1;
                if (step == 2) (expandedBlock, expandedChannels) = (index, channels * expansion);
                features.append($"{index}", Block(channels, channels * expansion, outChannels, step));
                channels = outChannels;
            }
        }

        features.append($"{index}", NormalizedConvolution.Create(channels, LastChannels, 1, 1, 1, Eps, Activation.Relu6));
        return new InvertedResidualBackbone("mobilenet_v2", features, expandedBlock, expandedChannels, LastChannels, PixelNormalization.ImageNet);
    }

    private static InvertedResidual Block(int inChannels, int expanded, int outChannels, int stride)
    {
        var layers = Sequential();
        var index = 0;
        if (expanded != inChannels) layers.append($"{index++}", NormalizedConvolution.Create(inChannels, expanded, 1, 1, 1, Eps, Activation.Relu6));
        layers.append($"{index++}", NormalizedConvolution.Create(expanded, expanded, 3, stride, expanded, Eps, Activation.Relu6));
        var projection = Conv2d(expanded, outChannels, 1, bias: false);
        init.kaiming_normal_(projection.weight, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
        layers.append($"{index++}", projection);
        layers.append($"{index}", BatchNorm2d(outChannels, eps: Eps));
        return new InvertedResidual("conv", layers, stride == 1 && inChannels == outChannels);
    }
}
