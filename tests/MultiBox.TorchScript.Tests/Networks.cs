using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Model;
using MultiBox.Plugins.Compact;
using MultiBox.Plugins.DenseNet;
using MultiBox.Plugins.Head;
using MultiBox.Plugins.Inception;
using MultiBox.Plugins.MobileNet;
using MultiBox.Plugins.ResNet;
using MultiBox.Plugins.ResNetV2;
using MultiBox.Plugins.SsdLite;
using MultiBox.Plugins.Vgg;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.TorchScript.Tests;

/// <summary>Small detectors, one of each family of backbones, with statistics of batch norm as after training.</summary>
internal static class Networks
{
    public const int ClassCount = 3;

    private static readonly Dictionary<string, (int InputSize, bool Lite, Func<Backbone> Create)> _all = new()
    {
        ["compact"] = (64, false, () => new CompactBackbone(new CompactOptions { Width = 4, Features = ["stage2", "stage3"] })),
        ["vgg"] = (64, false, () => new VggReducedFactory().Create(new NoOptions())),
        ["resnet18"] = (64, false, () => new ResNet18Factory().Create(new ResNetOptions { Features = ["layer2", "layer3"] })),
        ["resnet50"] = (64, false, () => new ResNet50Factory().Create(new ResNetOptions())),
        ["resnet50-v2"] = (64, false, () => new ResNet50V2Factory().Create(new ResNetV2Options { Features = ["stage1", "stage3"] })),
        ["mobilenet-v1"] = (64, false, () => new MobileNetV1Factory().Create(new MobileNetV1Options())),
        ["mobilenet-v2"] = (64, true, () => new MobileNetV2Factory().Create(new NoOptions())),
        ["mobilenet-v3"] = (64, true, () => new MobileNetV3LargeFactory().Create(new MobileNetV3Options())),
        ["densenet121"] = (64, false, () => new DenseNet121Factory().Create(new DenseNetOptions())),
        ["densenet121-mxnet"] = (64, false, () => new DenseNet121Factory().Create(new DenseNetOptions { Variant = DenseNetVariant.Mxnet })),
        ["inception-v3"] = (107, false, () => new InceptionV3Factory().Create(new InceptionV3Options())),
        ["inception-v3-mxnet"] = (107, false, () => new InceptionV3Factory().Create(new InceptionV3Options { Variant = InceptionVariant.Mxnet })),
    };

    public static TheoryData<string> Names => [.. _all.Keys];

    public static SsdModel Build(string name)
    {
        var (inputSize, lite, create) = _all[name];
        random.manual_seed(3);
        var model = SsdModel.Build(new SsdModelSpec
        {
            InputSize = inputSize,
            ClassCount = ClassCount,
            CreateBackbone = create,
            ExtraLayers = [new ExtraLayerSpec(32) { Separable = lite, BatchNorm = true }],
            CreateDefaultBoxes = maps => DefaultBoxGenerator.FromRatios([.. maps.Select(_ => new double[] { 2 })], 0.2, 0.8),
            BoxCoder = new BoxCoder(new Variances(0.1f, 0.1f, 0.2f, 0.2f)),
            CreateHead = lite ? context => new SsdLiteHead(context) : context => new MultiBoxHead(context),
        });
        Trained(model.Network);
        return model;
    }

    // Statistics, factors and summands that no pass may take for 0 or 1, and that keep maps of all depths in range.
    private static void Trained(nn.Module network)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        network.eval();
        foreach (var norm in network.modules().OfType<BatchNorm2d>())
        {
            norm.running_mean!.uniform_(-0.2, 0.2);
            norm.running_var!.uniform_(0.5, 1.5);
            norm.weight?.uniform_(0.7, 1.3);
            norm.bias?.uniform_(-0.3, 0.3);
        }
    }
}
