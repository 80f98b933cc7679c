using MultiBox.Abstractions;
using MultiBox.Plugins.DenseNet;
using MultiBox.Plugins.Inception;
using MultiBox.Plugins.MobileNet;
using MultiBox.Plugins.ResNetV2;
using MultiBox.Plugins.Vgg;
using static TorchSharp.torch;

namespace MultiBox.Plugins.Tests.Plain;

/// <summary>With weights from a formula, every network gives the maps that plain loops over its definition give.</summary>
public sealed class NetworkForwardTests
{
    public static TheoryData<string, int> Networks => new()
    {
        { "vgg16_reduced", 36 },
        { "mobilenet_v1", 64 },
        { "mobilenet_v2", 64 },
        { "mobilenet_v3_large", 64 },
        { "densenet121", 64 },
        { "resnet50_v2", 64 },
        { "inception_v3", 79 },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_computes_what_its_definition_says(string name, int side)
    {
        using var backbone = Create(name);
        backbone.eval();
        var plain = new PlainNetwork(backbone);
        var image = PlainNetwork.Image(side);

        var expected = Forward(name)(plain, image);
        var found = Run(backbone, image);

        Assert.Empty(plain.Unused);
        Assert.Equal(expected.Length, found.Count);
        foreach (var (map, (shape, values)) in expected.Zip(found))
        {
            Assert.Equal([1, map.Channels, map.Height, map.Width], shape);
            // The network computes with 32 bits, dozens of layers deep.
            var largest = map.Values.Max(Math.Abs);
            Assert.InRange(largest, 0.1, 1e4);
            var difference = map.Values.Zip(values, (x, y) => Math.Abs(x - y)).Max();
            Assert.True(difference <= 2e-4 * largest, $"{name}: differs by {difference:g3} of {largest:g3}");
        }
    }

    private static Backbone Create(string name) => name switch
    {
        "vgg16_reduced" => new VggReducedBackbone(),
        "mobilenet_v1" => new MobileNetV1Backbone(new MobileNetV1Options()),
        "mobilenet_v2" => new MobileNetV2Factory().Create(new NoOptions()),
        "mobilenet_v3_large" => new MobileNetV3LargeFactory().Create(new MobileNetV3Options()),
        "densenet121" => new DenseNet121Factory().Create(new DenseNetOptions()),
        "resnet50_v2" => new ResNet50V2Factory().Create(new ResNetV2Options()),
        "inception_v3" => new InceptionV3Factory().Create(new InceptionV3Options { Features = ["Mixed_6e", "Mixed_7c"] }),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static Func<PlainNetwork, PlainMap, PlainMap[]> Forward(string name) => name switch
    {
        "vgg16_reduced" => PlainNetworks.Vgg,
        "mobilenet_v1" => PlainNetworks.MobileNetV1,
        "mobilenet_v2" => PlainNetworks.MobileNetV2,
        "mobilenet_v3_large" => PlainNetworks.MobileNetV3,
        "densenet121" => PlainNetworks.DenseNet121,
        "resnet50_v2" => PlainNetworks.ResNet50V2,
        "inception_v3" => PlainNetworks.InceptionV3,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static List<(long[] Shape, float[] Values)> Run(Backbone backbone, PlainMap image)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var maps = backbone.call(tensor(image.Values.Select(x => (float)x).ToArray(), [1, 3, image.Height, image.Width]));
        return [.. maps.Select(map => (map.shape, map.contiguous().data<float>().ToArray()))];
    }
}
