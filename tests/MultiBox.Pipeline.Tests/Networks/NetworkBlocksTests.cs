using MultiBox.Model.Profiling;
using MultiBox.Pipeline.Networks;

namespace MultiBox.Pipeline.Tests.Networks;

public sealed class NetworkBlocksTests
{
    [Fact]
    public void A_residual_network_is_drawn_by_its_stages() => Assert.Equal(
        ["conv1 64x150", "layer1 64x75", "layer2 128x38 *", "layer3 256x19 *", "layer4 512x10 *", "extra1 256x5 *", "extra2 256x3 *", "extra3 128x2 *"],
        Blocks("bccd-resnet18-300"));

    [Fact]
    public void Units_that_are_never_called_as_a_whole_are_taken_apart() => Assert.Equal(
        [
            "features.0–1 16x160", "features.2–3 24x80", "features.4–6 40x40", "features.7–10 80x20", "features.11–12 112x20", "expansion 672x20 *",
            "features.13 672x10", "features.13–15 80x10", "last 480x10 *", "extra1 512x5 *", "extra2 256x3 *", "extra3 256x2 *", "extra4 128x1 *",
        ],
        Blocks("ssdlite320-mobilenet-v3"));

    [Fact]
    public void The_blocks_hold_all_parameters_and_work_of_backbone_and_extra_layers()
    {
        var summary = Summaries.Of("ssdlite320-mobilenet-v3");
        var blocks = NetworkBlocks.Of(summary);
        NetworkProfile[] parts = [summary.Profile.Part("backbone"), summary.Profile.Part("extra_layers")];
        Assert.Equal(parts.Sum(part => part.MultiplyAdds), blocks.Sum(block => block.MultiplyAdds));
        Assert.Equal(parts.Sum(part => part.Parameters), blocks.Sum(block => block.Parameters));
    }

    [Fact]
    public void A_long_network_is_shortened_without_losing_a_map()
    {
        var quickstart = Summaries.Of("quickstart");
        // Forty convolutions on one size, each with other channels, then the map.
        List<ModuleProfile> modules = [.. Enumerable.Range(0, 40).Select(i => Convolution($"backbone.c{i}", i + 1, 16)), Convolution("backbone.last", 64, 16), Root()];
        var blocks = NetworkBlocks.Of(quickstart with { Profile = new NetworkProfile(modules), Maps = [quickstart.Maps[0]] });
        Assert.Equal(11, blocks.Count);
        Assert.Equal(41, blocks.Sum(block => block.MultiplyAdds));
        Assert.Equal("stage2", Assert.Single(blocks, block => block.Map is not null).Label);
        Assert.Equal("c0", blocks[0].First);

        static ModuleProfile Convolution(string name, int channels, int side) => new()
        {
            Name = name,
            Kind = "Conv2d 3x3",
            IsLayer = true,
            InputShape = [1, 3, side, side],
            OutputShapes = [[1, channels, side, side]],
            MultiplyAdds = 1,
        };

        static ModuleProfile Root() => new() { Name = "backbone", Kind = "Any", IsLayer = false, InputShape = [1, 3, 128, 128], OutputShapes = [[1, 64, 16, 16]] };
    }

    [Theory]
    [InlineData("layer1", "layer1", "layer1")]
    [InlineData("conv1_1", "conv1_3", "conv1_1–3")]
    [InlineData("features.13.block.2", "features.15.block", "features.13–15")]
    [InlineData("Mixed_5b", "Mixed_5d", "Mixed_5b–5d")]
    [InlineData("conv", "fc", "conv–fc")]
    public void A_block_is_called_after_its_first_and_last_part(string first, string last, string label) =>
        Assert.Equal(label, new NetworkBlock(first, last, 1, 1, 1, 0, 0).Label);

    private static IEnumerable<string> Blocks(string experiment) => NetworkBlocks.Of(Summaries.Of(experiment))
        .Select(block => $"{block.Label} {block.Channels}x{block.Height}{(block.Map is null ? "" : " *")}");
}
