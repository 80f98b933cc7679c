using MultiBox.Abstractions;
using MultiBox.Plugins.DenseNet;
using MultiBox.Plugins.Inception;
using MultiBox.Plugins.MobileNet;
using MultiBox.Plugins.ResNetV2;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.Tests.Networks;

/// <summary>What differs between the publishers of a network, by their definitions.</summary>
public sealed class NetworkVariantTests
{
    private static readonly PixelNormalization _centred = new(new Rgb(123, 117, 104), new Rgb(1, 1, 1));

    [Theory]
    [InlineData(InceptionVariant.Torchvision)]
    [InlineData(InceptionVariant.Mxnet)]
    public void Inceptions_last_block_pools_by_its_publishers_rule(InceptionVariant variant)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var backbone = new InceptionV3Backbone(new InceptionV3Options { Features = ["Mixed_7c"], Variant = variant });
        backbone.eval();
        var inputs = new Dictionary<string, Tensor>();
        foreach (var name in new[] { "Mixed_7b", "Mixed_7c", "Mixed_7b.branch_pool", "Mixed_7c.branch_pool" })
        {
            var module = (Module<Tensor, Tensor>)backbone.named_modules().Single(entry => entry.name == name).module;
            module.register_forward_hook((_, input, output) =>
            {
                inputs[name] = input.alias().MoveToOuterDisposeScope().DetachFromDisposeScope();
                return output;
            });
        }

        backbone.call(randn(1, 3, 139, 139));
        Assert.True(allclose(inputs["Mixed_7b.branch_pool"], functional.avg_pool2d(inputs["Mixed_7b"], 3, 1, 1)));
        var last = variant == InceptionVariant.Mxnet ? functional.max_pool2d(inputs["Mixed_7c"], 3, 1, 1) : functional.avg_pool2d(inputs["Mixed_7c"], 3, 1, 1);
        Assert.True(allclose(inputs["Mixed_7c.branch_pool"], last));
        foreach (var input in inputs.Values) input.Dispose();
    }

    [Fact]
    public void Batch_norms_add_what_their_publishers_add()
    {
        Assert.Equal([1e-5], Eps(new DenseNetBackbone(new DenseNetOptions { Features = ["denseblock2"] }, [2, 2])));
        Assert.Equal([2e-5], Eps(new DenseNetBackbone(new DenseNetOptions { Features = ["denseblock2"], Variant = DenseNetVariant.Mxnet }, [2, 2])));
        Assert.Equal([2e-5], Eps(new ResNetV2Backbone(new ResNetV2Options { Features = ["stage1"] }, [1])));
        Assert.Equal([1e-3], Eps(new InceptionV3Backbone(new InceptionV3Options { Features = ["Mixed_5d"], Variant = InceptionVariant.Mxnet })));
        Assert.Equal([1e-3], Eps(new MobileNetV1Backbone(new MobileNetV1Options { Features = ["conv_4"] })));
        Assert.Equal([1e-5], Eps(new MobileNetV1Backbone(new MobileNetV1Options { Features = ["conv_4"], Eps = 1e-5 })));
    }

    [Fact]
    public void MXNets_densenet_normalises_its_input_with_a_fixed_scale()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var backbone = new DenseNetBackbone(new DenseNetOptions { Features = ["denseblock1"], Variant = DenseNetVariant.Mxnet }, [1]);
        backbone.eval();
        var scale = backbone.named_parameters().Single(entry => entry.name == "bn_data.weight").parameter;
        Assert.False(scale.requires_grad);
        Assert.Equal(_centred, backbone.Normalization);

        // A mean of the pixels that is taken off again.
        var input = randn(1, 3, 32, 32);
        var before = backbone.call(input)[0];
        backbone.state_dict()["bn_data.running_mean"].fill_(3);
        Assert.True(allclose(before, backbone.call(input + 3)[0], 1e-3, 1e-4));
        Assert.False(allclose(before, backbone.call(input)[0], 1e-3, 1e-4));
    }

    [Fact]
    public void The_pixels_are_those_of_the_publisher()
    {
        Assert.Equal(_centred, new InceptionV3Backbone(new InceptionV3Options { Features = ["Mixed_5d"], Variant = InceptionVariant.Mxnet }).Normalization);
        Assert.Equal(new Rgb(127.5f, 127.5f, 127.5f), new InceptionV3Backbone(new InceptionV3Options { Features = ["Mixed_5d"] }).Normalization.Mean);
        Assert.Equal(PixelNormalization.ImageNet, new DenseNetBackbone(new DenseNetOptions { Features = ["denseblock1"] }, [1]).Normalization);
    }

    private static double[] Eps(Backbone backbone)
    {
        using var _ = backbone;
        return [.. backbone.modules().OfType<BatchNorm2d>().Select(norm => norm.eps).Distinct()];
    }
}
