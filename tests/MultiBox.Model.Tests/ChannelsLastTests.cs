using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Model.Tests;

public sealed class ChannelsLastTests
{
    [Fact]
    public void A_tensor_keeps_its_shape_and_values()
    {
        using var scope = NewDisposeScope();
        var images = arange(2 * 3 * 4 * 5, ScalarType.Float32).reshape(2, 3, 4, 5);
        var reordered = ChannelsLast.Of(images);
        Assert.Equal(images.shape, reordered.shape);
        Assert.True(images.eq(reordered).all().item<bool>());
        // Channels innermost: the next channel is the next number, the next column 3 on, the next row 5 x 3, the next image 4 x 5 x 3.
        Assert.Equal([60, 1, 15, 3], reordered.stride());
    }

    [Fact]
    public void Reordering_leaves_only_its_result_behind()
    {
        using var images = zeros(1, 3, 4, 5);
        // What earlier tests left to the finaliser may lower the count meanwhile, never raise it.
        var before = Tensor.TotalCount;
        var reordered = ChannelsLast.Of(images);
        Assert.InRange(Tensor.TotalCount, 0, before + 1);
        reordered.Dispose();
    }

    [Fact]
    public void A_network_keeps_its_parameters_and_their_values()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(("conv", nn.Conv2d(3, 8, 3)), ("bn", nn.BatchNorm2d(8)), ("point", nn.Conv2d(8, 4, 1, bias: false)));
        var parameters = network.parameters().ToArray();
        var values = parameters.Select(parameter => parameter.detach().clone()).ToArray();
        var before = Tensor.TotalCount;
        ChannelsLast.Apply(network);
        Assert.InRange(Tensor.TotalCount, 0, before);
        Assert.All(network.parameters().Zip(parameters), pair => Assert.Same(pair.Second, pair.First));
        Assert.All(parameters.Zip(values), pair => Assert.True(pair.First.detach().eq(pair.Second).all().item<bool>()));
        Assert.All(parameters, parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
        Assert.Equal([27, 1, 9, 3], network.modules().OfType<Conv2d>().First().weight.stride());
    }

    [Fact]
    public void A_model_predicts_the_same_in_either_order()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var plain = SsdModel.Build(SmallModel.Spec with { ChannelsLast = false });
        using var last = SsdModel.Build(SmallModel.Spec);
        last.Network.load_state_dict(plain.Network.state_dict());
        plain.Network.eval();
        last.Network.eval();
        var images = randn(2, 3, SmallModel.InputSize, SmallModel.InputSize);
        Assert.Same(images, plain.ToInput(images));
        var (expected, found) = (plain.Network.call(plain.ToInput(images)), last.Network.call(last.ToInput(images)));
        Assert.True(allclose(expected.Offsets, found.Offsets, 1e-4, 1e-5));
        Assert.True(allclose(expected.Logits, found.Logits, 1e-4, 1e-5));
        var conv = last.Network.modules().OfType<Conv2d>().First(conv => conv.weight.shape[1] > 1 && conv.weight.shape[2] > 1);
        Assert.Equal(1, conv.weight.stride()[1]);
    }
}
