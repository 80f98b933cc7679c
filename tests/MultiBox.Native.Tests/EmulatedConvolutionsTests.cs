using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Native.Tests;

public sealed class EmulatedConvolutionsTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    // What libtorch computes by itself: in the shorter type's own loops, or by instructions for it.
    [Theory]
    [InlineData(ScalarType.BFloat16, 1, true)]
    [InlineData(ScalarType.BFloat16, 4, false)]
    [InlineData(ScalarType.Float16, 1, true)]
    public void Outputs_and_gradients_are_those_of_libtorch(ScalarType type, int groups, bool bias)
    {
        manual_seed(3);
        var network = nn.Sequential(
            ("first", nn.Conv2d(3, 16, 3, stride: 2, padding: 1, bias: false)), ("norm", nn.BatchNorm2d(16)), ("relu", nn.ReLU()),
            ("second", nn.Conv2d(16, 8, 3, padding: 2, dilation: 2, groups: groups, bias: bias)));
        var images = randn(2, 3, 32, 32);
        var expected = Run(network, images, type);
        List<Tensor> found;
        using (EmulatedConvolutions.Install(network)) found = Run(network, images, type);
        var again = Run(network, images, type);
        Assert.Equal(type, found[0].dtype);
        foreach (var (ours, theirs) in found.Zip(expected)) Assert.True(Distance(ours, theirs) < Step(type), $"{Distance(ours, theirs)}");
        Assert.All(again.Zip(expected), pair => Assert.Equal(0, Distance(pair.First, pair.Second)));

        // Not as the network is without it, in float32: the numbers are shortened.
        Assert.All(Run(network, images, null).Zip(found), pair => Assert.NotEqual(0, Distance(pair.First, pair.Second)));
    }

    [Fact]
    public void Twice_installed_it_computes_the_same()
    {
        var network = nn.Sequential(nn.Conv2d(3, 4, 3));
        var images = randn(1, 3, 8, 8);
        using var first = EmulatedConvolutions.Install(network);
        var expected = Run(network, images, ScalarType.BFloat16);
        using var second = EmulatedConvolutions.Install(network);
        Assert.All(Run(network, images, ScalarType.BFloat16).Zip(expected), pair => Assert.Equal(0, Distance(pair.First, pair.Second)));
    }

    [Fact]
    public void Several_threads_at_once_get_what_each_alone_would()
    {
        var network = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(8, 8, 3));
        using var emulated = EmulatedConvolutions.Install(network);
        Tensor[] images = [.. Enumerable.Range(1, 4).Select(batch => randn(batch, 3, 12, 12))];
        Tensor Output(Tensor input)
        {
            using var region = Autocast.Begin(DeviceType.CPU, ScalarType.BFloat16);
            using var mode = inference_mode();
            return network.call(input);
        }

        Tensor[] expected = [.. images.Select(Output)];
        Parallel.For(0, 64, i =>
        {
            using var scope = NewDisposeScope();
            Assert.Equal(0, Distance(Output(images[i % 4]), expected[i % 4]));
        });
    }

    // libtorch takes an image without a batch.
    [Fact]
    public void An_image_alone_is_left_to_libtorch()
    {
        var network = nn.Sequential(nn.Conv2d(3, 4, 3));
        using var emulated = EmulatedConvolutions.Install(network);
        using var region = Autocast.Begin(DeviceType.CPU, ScalarType.BFloat16);
        Assert.Equal([4, 6, 6], network.call(randn(3, 8, 8)).shape);
    }

    [Fact]
    public void Outside_a_region_nothing_is_changed()
    {
        var network = nn.Sequential(nn.Conv2d(3, 4, 3));
        var images = randn(1, 3, 8, 8);
        var expected = Run(network, images, null);
        using var emulated = EmulatedConvolutions.Install(network);
        Assert.All(Run(network, images, null).Zip(expected), pair => Assert.Equal(0, Distance(pair.First, pair.Second)));
    }

    [Fact]
    public void A_region_that_is_suspended_goes_on_afterwards()
    {
        using var region = Autocast.Begin(DeviceType.CPU, ScalarType.BFloat16);
        var network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.Conv2d(4, 4, 3));
        using var emulated = EmulatedConvolutions.Install(network);
        using var output = network.call(randn(1, 3, 8, 8));
        Assert.Equal(ScalarType.BFloat16, Autocast.Current(DeviceType.CPU));
        Assert.Throws<ArgumentException>(() => network.call(randn(1, 2, 8, 8)));
        Assert.Equal(ScalarType.BFloat16, Autocast.Current(DeviceType.CPU));
        region.Dispose();
        Assert.Null(Autocast.Current(DeviceType.CPU));
    }

    // The output, and the gradients of images and parameters.
    private static List<Tensor> Run(nn.Module<Tensor, Tensor> network, Tensor images, ScalarType? type)
    {
        foreach (var parameter in network.parameters()) parameter.grad = null;
        using var input = images.detach().clone().requires_grad_();
        Tensor output;
        using (type is { } shorter ? Autocast.Begin(DeviceType.CPU, shorter) : null) output = network.call(input);
        output.to(ScalarType.Float32).square().mean().backward();
        return [output.detach(), input.grad!.clone(), .. network.parameters().Select(parameter => parameter.grad!.clone())];
    }

    // Of the largest number.
    private static float Distance(Tensor ours, Tensor theirs) =>
        ((ours.to(ScalarType.Float32) - theirs.to(ScalarType.Float32)).abs().max() / theirs.to(ScalarType.Float32).abs().max()).item<float>();

    // Two units in the last place of the largest number.
    private static double Step(ScalarType type) => type == ScalarType.BFloat16 ? 1 / 64.0 : 1 / 512.0;
}
