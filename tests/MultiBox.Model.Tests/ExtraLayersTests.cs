using MultiBox.Abstractions;
using MultiBox.Testing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Model.Tests;

public sealed class ExtraLayersTests
{
    // Each row: channels, stride and padding of a layer, then the side of its map.
    public static TheoryData<string, int, int, int[][]> Presets => new()
    {
        { "vgg16_reduced 300", 1024, 19, [[512, 2, 1, 10], [256, 2, 1, 5], [256, 1, 0, 3], [256, 1, 0, 1]] },
        { "vgg16_reduced 512", 1024, 32, [[512, 2, 1, 16], [256, 2, 1, 8], [256, 2, 1, 4], [256, 2, 1, 2], [256, 1, 1, 2]] },
        { "resnet50 512", 2048, 16, [[512, 2, 1, 8], [256, 2, 1, 4], [256, 2, 1, 2], [128, 2, 1, 1]] },
        { "mobilenet 512", 1024, 16, [[512, 2, 1, 8], [256, 2, 1, 4], [256, 2, 1, 2], [256, 2, 1, 1], [256, 2, 1, 1]] },
    };

    [Theory]
    [MemberData(nameof(Presets))]
    public void The_maps_of_the_references_networks_have_its_sides(string preset, int channels, int side, int[][] layers)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var extra = new ExtraLayers(new FeatureMap(preset, channels, 32), [.. layers.Select(x => new ExtraLayerSpec(x[0], x[1], x[2]))]);
        var maps = extra.call(zeros(1, channels, side, side));
        Assert.Equal(layers.Select(x => new long[] { 1, x[0], x[3], x[3] }), maps.Select(map => map.shape));
    }

    [Fact]
    public void A_layer_squeezes_to_half_its_channels_but_not_below_128()
    {
        using var extra = new ExtraLayers(new FeatureMap("last", 64, 8), [new ExtraLayerSpec(512), new ExtraLayerSpec(128, 1, 0)]);
        var shapes = extra.named_parameters().Where(p => p.name.EndsWith("weight", StringComparison.Ordinal)).Select(p => $"{p.name} [{string.Join(", ", p.parameter.shape)}]");
        Assert.Equal(
            ["1.conv1x1.weight [256, 64, 1, 1]", "1.conv3x3.weight [512, 256, 3, 3]", "2.conv1x1.weight [128, 512, 1, 1]", "2.conv3x3.weight [128, 128, 3, 3]"],
            shapes);
    }

    [Fact]
    public void Kernel_and_squeeze_can_be_others()
    {
        using var scope = NewDisposeScope();
        // Caffe: the last layer of SSD512, then the one of MobileNet-SSD.
        using var extra = new ExtraLayers(new FeatureMap("last", 256, 8), [new ExtraLayerSpec(256, 1, Kernel: 4), new ExtraLayerSpec(128, Squeeze: 64)]);
        var shapes = extra.named_parameters().Where(p => p.name.EndsWith("weight", StringComparison.Ordinal)).Select(p => $"{p.name} [{string.Join(", ", p.parameter.shape)}]");
        Assert.Equal(
            ["1.conv1x1.weight [128, 256, 1, 1]", "1.conv4x4.weight [256, 128, 4, 4]", "2.conv1x1.weight [64, 256, 1, 1]", "2.conv3x3.weight [128, 64, 3, 3]"],
            shapes);
        // Two cells with a border of one: a kernel of 4 fits once.
        Assert.Equal([1, 256, 1, 1], extra.call(zeros(1, 256, 2, 2))[0].shape);
    }

    [Fact]
    public void The_declared_maps_say_name_channels_and_stride()
    {
        using var extra = new ExtraLayers(new FeatureMap("layer4", 64, 32), [new ExtraLayerSpec(256), new ExtraLayerSpec(128, 1, 0)]);
        Assert.Equal([new FeatureMap("extra1", 256, 64), new FeatureMap("extra2", 128, 64)], extra.FeatureMaps);
    }

    [Fact]
    public void Biases_start_at_zero_and_weights_within_Xaviers_bound()
    {
        using var extra = new ExtraLayers(new FeatureMap("last", 64, 8), [new ExtraLayerSpec(256)]);
        foreach (var conv in extra.modules().OfType<Conv2d>())
        {
            // Glorot and Bengio, 2010: the bound is sqrt(6 / (fan in + fan out)), fans with the kernel's area.
            var shape = conv.weight.shape;
            var bound = Math.Sqrt(6.0 / ((shape[0] + shape[1]) * shape[2] * shape[3]));
            using var largest = conv.weight.detach().abs().max();
            Assert.InRange(largest.item<float>(), 0.9 * bound, bound);
            using var biases = conv.bias!.detach().abs().max();
            Assert.Equal(0, biases.item<float>());
        }
    }

    [Fact]
    public void Batch_norm_takes_the_place_of_the_biases()
    {
        using var extra = new ExtraLayers(new FeatureMap("last", 64, 8), [new ExtraLayerSpec(32, BatchNorm: true)]);
        Assert.Equal(
            ["1.bn1x1.bias", "1.bn1x1.weight", "1.bn3x3.bias", "1.bn3x3.weight", "1.conv1x1.weight", "1.conv3x3.weight"],
            extra.named_parameters().Select(p => p.name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_separable_layer_is_a_squeeze_a_depthwise_and_a_pointwise_convolution()
    {
        using var scope = NewDisposeScope();
        using var extra = new ExtraLayers(new FeatureMap("last", 64, 8), [new ExtraLayerSpec(32, BatchNorm: true, Separable: true)]);
        Assert.Equal(
            ["1.conv1x1.weight [16, 64, 1, 1]", "1.conv1x1b.weight [32, 16, 1, 1]", "1.conv3x3.weight [16, 1, 3, 3]"],
            extra.named_parameters().Where(p => p.name.Contains("conv", StringComparison.Ordinal)).Select(p => $"{p.name} [{string.Join(", ", p.parameter.shape)}]").Order(StringComparer.Ordinal));
        Assert.Equal([2, 32, 5, 5], extra.call(randn(2, 64, 10, 10))[0].shape);
    }

    [Fact]
    public void Without_layers_there_are_no_maps()
    {
        using var extra = new ExtraLayers(new FeatureMap("last", 64, 8), []);
        using var input = zeros(1, 64, 4, 4);
        Assert.Empty(extra.FeatureMaps);
        Assert.Empty(extra.call(input));
    }

    [Fact]
    public void Gradients_reach_every_parameter()
    {
        using var scope = NewDisposeScope();
        using var extra = new ExtraLayers(new FeatureMap("last", 16, 8), [new ExtraLayerSpec(32), new ExtraLayerSpec(32, BatchNorm: true)]);
        stack([.. extra.call(randn(2, 16, 16, 16)).Select(map => map.square().mean())]).sum().backward();
        Assert.All(extra.named_parameters(), p => Assert.True(p.parameter.grad is not null, $"{p.name} has no gradient"));
    }
}

public sealed class ExtraLayersGoldenTests
{
    [SkippableFact]
    public void The_layers_added_to_VGG_have_the_references_channels_and_sides()
    {
        var golden = GoldenFile.TryOpen("vgg16_reduced_layers.json");
        Skip.If(golden is null, SharedData.Absent);
        foreach (var network in golden!.Root["networks"].Items)
        {
            var added = network["layers"].Items.Where(layer => layer["name"].Text.StartsWith("multi_feat", StringComparison.Ordinal)).ToList();
            var (squeezes, layers) = (added.Where(layer => layer["kernel"].Whole == 1).ToList(), added.Where(layer => layer["kernel"].Whole == 3).ToList());
            var last = network["layers"].Items.Last(layer => !added.Contains(layer));
            using var scope = NewDisposeScope();
            using var noGradients = no_grad();
            using var extra = new ExtraLayers(
                new FeatureMap("last", last["out_channels"].Whole, 16),
                [.. layers.Select(layer => new ExtraLayerSpec(layer["out_channels"].Whole, layer["stride"].Whole, layer["pad"].Whole))]);
            var maps = extra.call(zeros(1, last["out_channels"].Whole, last["output_height"].Whole, last["output_width"].Whole));
            Assert.Equal(layers.Select(Shape), maps.Select(map => $"{map.shape[1]} x {map.shape[2]} x {map.shape[3]}"));
            var convs = extra.modules().OfType<Conv2d>().ToList();
            Assert.Equal(squeezes.Select(layer => (long)layer["out_channels"].Whole), convs.Where(conv => conv.weight.shape[2] == 1).Select(conv => conv.weight.shape[0]));
        }
    }

    private static string Shape(GoldenNode layer) => $"{layer["out_channels"].Whole} x {layer["output_height"].Whole} x {layer["output_width"].Whole}";
}
