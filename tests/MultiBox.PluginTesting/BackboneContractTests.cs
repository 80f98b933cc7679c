using MultiBox.Abstractions;
using Xunit;
using static TorchSharp.torch;

namespace MultiBox.PluginTesting;

/// <summary>
/// What every backbone has to do. A test class inherits this for its factory:
/// <code>public sealed class MyNetTests : BackboneContractTests&lt;MyNetFactory&gt;;</code>
/// </summary>
/// <typeparam name="TFactory">The factory; it is tested with its default options unless <see cref="Options"/> says otherwise.</typeparam>
public abstract class BackboneContractTests<TFactory>
    where TFactory : IBackboneFactory, new()
{
    private const int InputSize = 128;

    /// <summary>The options under test.</summary>
    protected virtual object Options => Activator.CreateInstance(new TFactory().OptionsType)!;

    /// <summary>The side of a map in cells; a network whose convolutions are not padded has fewer than its stride says.</summary>
    /// <param name="map">The map.</param>
    /// <param name="inputSize">The side of the input in pixels.</param>
    protected virtual int SideOf(FeatureMap map, int inputSize) => (inputSize + map.Stride - 1) / map.Stride;

    /// <summary>The maps have the channels and strides that the backbone declares, largest first.</summary>
    [Fact]
    public void Maps_have_the_declared_channels_and_strides()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var backbone = Create();
        backbone.eval();
        var maps = backbone.call(zeros(2, 3, InputSize, InputSize));
        Assert.Equal(backbone.FeatureMaps.Count, maps.Count);
        foreach (var (declared, map) in backbone.FeatureMaps.Zip(maps))
        {
            var side = SideOf(declared, InputSize);
            Assert.Equal([2, declared.Channels, side, side], map.shape);
        }

        Assert.Equal(backbone.FeatureMaps.Select(map => map.Stride).Order(), backbone.FeatureMaps.Select(map => map.Stride));
        Assert.Equal(backbone.FeatureMaps.Count, backbone.FeatureMaps.Select(map => map.Name).Distinct().Count());
    }

    /// <summary>A loss on the maps reaches every parameter.</summary>
    [Fact]
    public void Gradients_reach_every_parameter()
    {
        using var scope = NewDisposeScope();
        using var backbone = Create();
        backbone.train();
        var maps = backbone.call(randn(2, 3, InputSize, InputSize));
        stack([.. maps.Select(map => map.square().mean())]).sum().backward();
        foreach (var (name, parameter) in backbone.named_parameters().Where(named => named.parameter.requires_grad))
        {
            Assert.True(parameter.grad is not null, $"{name} has no gradient");
            Assert.True(parameter.grad!.isfinite().all().item<bool>(), $"{name} has a gradient that is not finite");
        }
    }

    /// <summary>Images do not change each other's maps in evaluation mode.</summary>
    [Fact]
    public void In_evaluation_mode_images_are_independent()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var backbone = Create();
        backbone.eval();
        var images = randn(2, 3, InputSize, InputSize);
        var together = backbone.call(images);
        var alone = backbone.call(images[1..2]);
        foreach (var (both, one) in together.Zip(alone)) Assert.True(allclose(both[1..2], one, 1e-4, 1e-4));
    }

    /// <summary>A forward pass leaves its maps and nothing else behind.</summary>
    [Fact]
    public void A_forward_pass_leaves_only_its_maps_behind()
    {
        using var backbone = Create();
        backbone.eval();
        using var images = zeros(1, 3, InputSize, InputSize);
        foreach (var map in backbone.call(images)) map.Dispose();
        // What earlier tests left to the finaliser may lower the count meanwhile, never raise it.
        var before = Tensor.TotalCount;
        var maps = backbone.call(images);
        Assert.InRange(Tensor.TotalCount, 0, before + maps.Count);
        foreach (var map in maps) map.Dispose();
        Assert.InRange(Tensor.TotalCount, 0, before);
    }

    /// <summary>Names of parameters and buffers depend on the options alone: checkpoints fit.</summary>
    [Fact]
    public void State_keys_and_shapes_are_the_same_each_time()
    {
        using var first = Create();
        using var second = Create();
        static IEnumerable<string> Keys(Backbone backbone) => backbone.state_dict().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]");
        Assert.Equal(Keys(first), Keys(second));
    }

    private Backbone Create() => new TFactory().Create(Options);
}
