using MultiBox.Plugins.Compact;
using MultiBox.PluginTesting;

namespace MultiBox.Plugins.Tests.Compact;

public sealed class CompactBackboneTests : BackboneContractTests<CompactFactory>
{
    [Fact]
    public void Stages_after_the_last_one_named_are_not_built()
    {
        using var backbone = new CompactFactory().Create(new CompactOptions { Width = 8, Features = ["stage2"] });
        Assert.DoesNotContain(backbone.named_parameters(), p => p.name.StartsWith("stage3", StringComparison.Ordinal));
        var map = Assert.Single(backbone.FeatureMaps);
        Assert.Equal(("stage2", 32, 8), (map.Name, map.Channels, map.Stride));
    }

    [Fact]
    public void Maps_come_largest_first_whatever_the_order_of_the_option()
    {
        using var backbone = new CompactFactory().Create(new CompactOptions { Width = 8, Features = ["stage4", "stage2"] });
        Assert.Equal(["stage2", "stage4"], backbone.FeatureMaps.Select(map => map.Name));
    }

    [Fact]
    public void A_narrow_network_trains_with_channels_innermost()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var backbone = new CompactFactory().Create(new CompactOptions { Width = 4 });
        Model.ChannelsLast.Apply(backbone);
        backbone.train();
        for (var step = 0; step < 10; step++)
        {
            var maps = backbone.call(Model.ChannelsLast.Of(TorchSharp.torch.randn(3, 3, 96, 96)));
            TorchSharp.torch.stack([.. maps.Select(map => map.square().mean())]).sum().backward();
        }

        Assert.All(backbone.parameters(), parameter => Assert.True(parameter.grad!.isfinite().all().item<bool>()));
    }
}
