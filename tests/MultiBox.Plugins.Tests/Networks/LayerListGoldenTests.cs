using MultiBox.Abstractions;
using MultiBox.Plugins.MobileNet;
using MultiBox.Plugins.Vgg;
using MultiBox.Testing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Plugins.Tests.Networks;

/// <summary>Layer by layer, the networks are those of the golden lists: geometry, and the size of what each layer puts out.</summary>
public sealed class LayerListGoldenTests
{
    [SkippableTheory]
    [InlineData("vgg16_reduced_layers.json", 0)]
    [InlineData("vgg16_reduced_layers.json", 1)]
    [InlineData("mobilenet_v1_layers.json", 0)]
    [InlineData("mobilenet_v1_layers.json", 1)]
    public void A_network_has_the_layers_of_the_list(string file, int network)
    {
        var golden = GoldenFile.TryOpen(file);
        Skip.If(golden is null, SharedData.Absent);
        var expected = golden!.Root["networks"].Items.ElementAt(network);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using Backbone backbone = file.StartsWith("vgg", StringComparison.Ordinal)
            ? new VggReducedBackbone()
            : new MobileNetV1Backbone(new MobileNetV1Options());
        backbone.eval();
        var seen = new Dictionary<string, long[]>();
        foreach (var (name, module) in backbone.named_modules())
        {
            if (module is Conv2d conv) conv.register_forward_hook((_, _, output) => Note(name, output));
        }

        var input = expected["input"].Whole;
        foreach (var map in backbone.call(zeros(1, 3, input, input))) map.Dispose();

        var layers = expected["layers"].Items.Where(layer => layer["type"].Text == "conv" && !layer["name"].Text.StartsWith("multi_feat", StringComparison.Ordinal)).ToList();
        Assert.Equal(layers.Count, seen.Count);
        foreach (var layer in layers)
        {
            var name = layer["name"].Text;
            var key = seen.Keys.Single(key => key == name || key == name + ".conv");
            layer["out_channels"].MustEqual((int)seen[key][1]);
            layer["output_height"].MustEqual((int)seen[key][2]);
            layer["output_width"].MustEqual((int)seen[key][3]);
            var conv = (Conv2d)backbone.named_modules().Single(module => module.name == key).module;
            var shape = conv.weight.shape;
            Assert.Equal([layer["out_channels"].Whole, layer["in_channels"].Whole / layer["groups"].Whole, layer["kernel"].Whole, layer["kernel"].Whole], shape);
            Assert.Equal(layer["bias"].Bool, conv.bias is not null);
            Assert.Equal(Both(layer["stride"].Whole), conv.stride);
            Assert.Equal(Both(layer["dilation"].Whole), conv.dilation);
        }

        Tensor Note(string name, Tensor output)
        {
            seen[name] = output.shape;
            return output;
        }
    }

    private static long[] Both(int value) => [value, value];
}
