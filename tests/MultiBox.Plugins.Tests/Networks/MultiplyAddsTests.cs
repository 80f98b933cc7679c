using MultiBox.Abstractions;
using MultiBox.Model.Profiling;
using MultiBox.Plugins.MobileNet;
using MultiBox.Plugins.ResNet;
using MultiBox.Plugins.Vgg;

namespace MultiBox.Plugins.Tests.Networks;

/// <summary>Every network costs what is published of it, without its classifier.</summary>
public sealed class MultiplyAddsTests
{
    public static TheoryData<string, IBackboneFactory, int, long, long> Models => new()
    {
        // torchvision: 25,557,032 parameters and 4.089 G multiply-adds at 224 pixels, of which fc 2,049,000 and 2048 x 1000.
        { "resnet50", new ResNet50Factory(), 224, 25_557_032 - 2_049_000, 4_089_184_256 - 2_048_000 },
        // torchvision: 1.814 G, of which fc 512 x 1000.
        { "resnet18", new ResNet18Factory(), 224, 11_689_512 - 513_000, 1_814_073_344 - 512_000 },
        // torchvision: 3,504,872 and 300.8 M, of which classifier 1280 x 1000 + 1000 and 1280 x 1000.
        { "mobilenet_v2", new MobileNetV2Factory(), 224, 3_504_872 - 1_281_000, 300_774_272 - 1_280_000 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void A_network_has_the_published_parameters_and_multiply_adds(string name, IBackboneFactory factory, int size, long parameters, long multiplyAdds)
    {
        using var backbone = factory.Create(Activator.CreateInstance(factory.OptionsType)!);
        var profile = NetworkProfiler.Run(backbone, size, size);
        Assert.True((parameters, multiplyAdds) == (profile.Parameters, profile.MultiplyAdds), $"{name}: found {profile.Parameters:n0} and {profile.MultiplyAdds:n0}");
        Assert.Empty(profile.Unseen);
    }

    [Fact]
    public void Vgg_costs_the_sum_of_its_convolutions()
    {
        // Sides of the maps at 300 pixels, the last two after fc6 and fc7; inputs, outputs, kernel values.
        (int Side, int Inputs, int Outputs, int Kernel)[] convolutions =
        [
            (300, 3, 64, 9), (300, 64, 64, 9), (150, 64, 128, 9), (150, 128, 128, 9), (75, 128, 256, 9), (75, 256, 256, 9), (75, 256, 256, 9),
            (38, 256, 512, 9), (38, 512, 512, 9), (38, 512, 512, 9), (19, 512, 512, 9), (19, 512, 512, 9), (19, 512, 512, 9),
            (19, 512, 1024, 9), (19, 1024, 1024, 1),
        ];
        using var backbone = new VggReducedFactory().Create(new NoOptions());
        Assert.Equal(
            convolutions.Sum(conv => (long)conv.Side * conv.Side * conv.Inputs * conv.Outputs * conv.Kernel), NetworkProfiler.Run(backbone, 300, 300).MultiplyAdds);
    }
}
