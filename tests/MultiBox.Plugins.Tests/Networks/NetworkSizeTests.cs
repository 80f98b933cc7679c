using MultiBox.Abstractions;
using MultiBox.Plugins.DenseNet;
using MultiBox.Plugins.Inception;
using MultiBox.Plugins.MobileNet;
using MultiBox.Plugins.ResNetV2;
using MultiBox.Plugins.Vgg;

namespace MultiBox.Plugins.Tests.Networks;

/// <summary>Every network has as many parameters as the published one without its classifier.</summary>
public sealed class NetworkSizeTests
{
    public static TheoryData<string, IBackboneFactory, long> Models => new()
    {
        // 13 convolutions of VGG-16 (14,714,688), fc6 as 3x3 (512 x 1024 x 9 + 1024), fc7 as 1x1 (1024 x 1024 + 1024), 512 scales.
        { "vgg16_reduced", new VggReducedFactory(), 14_714_688 + 4_719_616 + 1_049_600 + 512 },
        // torchvision: 3,504,872, of which classifier 1280 x 1000 + 1000.
        { "mobilenet_v2", new MobileNetV2Factory(), 3_504_872 - 1_281_000 },
        // torchvision: 7,978,856, of which classifier 1024 x 1000 + 1000 and the last norm 2 x 1024.
        { "densenet121", new DenseNet121Factory(), 7_978_856 - 1_025_000 - 2_048 },
        // torchvision: 27,161,264 with the auxiliary classifier (3,326,696), of which fc 2048 x 1000 + 1000.
        { "inception_v3", new InceptionV3Factory(), 27_161_264 - 3_326_696 - 2_049_000 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void A_network_has_as_many_parameters_as_the_published_one(string name, IBackboneFactory factory, long expected)
    {
        using var backbone = factory.Create(Activator.CreateInstance(factory.OptionsType)!);
        Assert.True(expected == Count(backbone), $"{name}: expected {expected:n0}, found {Count(backbone):n0}");
    }

    [Fact]
    public void The_whole_tail_of_mobilenet_v3_is_that_of_the_classifier()
    {
        // torchvision: 5,483,032, of which classifier 960 x 1280 + 1280 and 1280 x 1000 + 1000.
        using var backbone = new MobileNetV3LargeFactory().Create(new MobileNetV3Options { ReducedTail = false });
        Assert.Equal(5_483_032 - 1_230_080 - 1_281_000, Count(backbone));
    }

    [Fact]
    public void A_preactivation_resnet_has_the_parameters_of_its_symbol()
    {
        // Convolutions of ResNet-50 (23,454,912) and two values for each channel that a batch norm sees: input 3, first convolution 64,
        // and in each unit its input, its width and its width again.
        long norms = 3 + 64;
        var channels = 64;
        foreach (var (stage, units) in new[] { 3, 4, 6, 3 }.Index())
        {
            for (var unit = 0; unit < units; unit++)
            {
                var width = 64 << stage;
                norms += channels + width + width;
                channels = 4 * width;
            }
        }

        using var backbone = new ResNet50V2Factory().Create(new ResNetV2Options());
        Assert.Equal(23_454_912 + (2 * norms), Count(backbone));
    }

    private static long Count(Backbone backbone) => backbone.parameters().Sum(parameter => parameter.numel());
}
