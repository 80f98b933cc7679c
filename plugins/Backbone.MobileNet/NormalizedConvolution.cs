using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.MobileNet;

/// <summary>Convolution without bias, batch norm and an activation, under torchvision's names 0, 1 and 2.</summary>
internal static class NormalizedConvolution
{
    /// <summary>Builds one with He initialisation (fan out); the size stays at stride 1.</summary>
    public static Sequential Create(int inChannels, int outChannels, int kernel, int stride, int groups, double eps, Activation activation, double momentum = 0.1)
    {
        var conv = Conv2d(inChannels, outChannels, kernel, stride: stride, padding: kernel / 2, groups: groups, bias: false);
        init.kaiming_normal_(conv.weight, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
        var unit = Sequential(("0", conv), ("1", BatchNorm2d(outChannels, eps: eps, momentum: momentum)));
        switch (activation)
        {
            case Activation.Relu: unit.append("2", ReLU(inplace: true)); break;
            case Activation.Relu6: unit.append("2", ReLU6(inplace: true)); break;
            case Activation.HardSwish: unit.append("2", Hardswish(inplace: true)); break;
            case Activation.None: break;
            default: throw new ArgumentOutOfRangeException(nameof(activation), activation, null);
        }

        return unit;
    }
}
