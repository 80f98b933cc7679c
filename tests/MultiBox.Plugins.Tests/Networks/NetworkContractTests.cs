using MultiBox.Abstractions;
using MultiBox.Plugins.DenseNet;
using MultiBox.Plugins.Inception;
using MultiBox.Plugins.MobileNet;
using MultiBox.Plugins.ResNetV2;
using MultiBox.Plugins.Vgg;
using MultiBox.PluginTesting;

namespace MultiBox.Plugins.Tests.Networks;

public sealed class VggReducedTests : BackboneContractTests<VggReducedFactory>;

public sealed class MobileNetV1Tests : BackboneContractTests<MobileNetV1Factory>;

public sealed class MobileNetV2Tests : BackboneContractTests<MobileNetV2Factory>;

public sealed class MobileNetV3LargeTests : BackboneContractTests<MobileNetV3LargeFactory>;

public sealed class DenseNet121Tests : BackboneContractTests<DenseNet121Factory>
{
    protected override object Options => new DenseNetOptions { Features = ["denseblock1", "denseblock2"] };
}

public sealed class MxnetDenseNet121Tests : BackboneContractTests<DenseNet121Factory>
{
    protected override object Options => new DenseNetOptions { Features = ["denseblock1", "denseblock2"], Variant = DenseNetVariant.Mxnet };
}

public sealed class ResNet50V2Tests : BackboneContractTests<ResNet50V2Factory>
{
    protected override object Options => new ResNetV2Options { Features = ["stage1", "stage2"] };
}

public sealed class InceptionV3Tests : BackboneContractTests<InceptionV3Factory>
{
    protected override object Options => new InceptionV3Options { Features = ["Mixed_5d", "Mixed_6e"] };

    // Unpadded: 3x3/2, 3x3, pool 3x3/2, 3x3, pool 3x3/2; then 3x3/2 for each further halving.
    protected override int SideOf(FeatureMap map, int inputSize)
    {
        var side = Halve(Halve(Halve(inputSize) - 2) - 2);
        for (var stride = 8; stride < map.Stride; stride *= 2) side = Halve(side);
        return side;

        static int Halve(int side) => (side - 3) / 2 + 1;
    }
}
