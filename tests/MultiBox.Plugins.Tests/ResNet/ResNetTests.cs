using MultiBox.Abstractions;
using MultiBox.Plugins.ResNet;
using MultiBox.PluginTesting;

namespace MultiBox.Plugins.Tests.ResNet;

public sealed class ResNet18Tests : BackboneContractTests<ResNet18Factory>;

public sealed class ResNet50Tests : BackboneContractTests<ResNet50Factory>
{
    protected override object Options => new ResNetOptions { Features = ["layer1", "layer2"] };
}

public sealed class ResNetSizeTests
{
    // Parameters of torchvision's models without the fully connected layer: e.g. resnet50 has 25,557,032, of which fc 2,049,000.
    public static TheoryData<IBackboneFactory, long> Models => new()
    {
        { new ResNet18Factory(), 11_689_512 - 513_000 },
        { new ResNet34Factory(), 21_797_672 - 513_000 },
        { new ResNet50Factory(), 25_557_032 - 2_049_000 },
        { new ResNet101Factory(), 44_549_160 - 2_049_000 },
        { new ResNet152Factory(), 60_192_808 - 2_049_000 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_depth_has_as_many_parameters_as_torchvisions(IBackboneFactory factory, long expected)
    {
        using var backbone = factory.Create(new ResNetOptions());
        Assert.Equal(expected, backbone.parameters().Sum(parameter => parameter.numel()));
    }
}
