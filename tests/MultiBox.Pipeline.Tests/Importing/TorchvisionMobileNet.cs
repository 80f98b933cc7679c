namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>Names and shapes of torchvision's MobileNets and of the detector on the third (torchvision.models.mobilenetv2, mobilenetv3, detection.ssdlite).</summary>
internal static class TorchvisionMobileNet
{
    // Expansion, channels, blocks.
    private static readonly (int Expansion, int Channels, int Count)[] V2Stages = [(1, 16, 1), (6, 24, 2), (6, 32, 3), (6, 64, 4), (6, 96, 3), (6, 160, 3), (6, 320, 1)];

    // Kernel, expanded channels, channels of the squeeze-excitation (0: none), channels.
    private static readonly (int Kernel, int Expanded, int Squeezed, int Channels)[] V3Blocks =
    [
        (3, 16, 0, 16), (3, 64, 0, 24), (3, 72, 0, 24), (5, 72, 24, 40), (5, 120, 32, 40), (5, 120, 32, 40), (3, 240, 0, 80), (3, 200, 0, 80),
        (3, 184, 0, 80), (3, 184, 0, 80), (3, 480, 120, 112), (3, 672, 168, 112), (5, 672, 168, 160), (5, 960, 240, 160), (5, 960, 240, 160),
    ];

    // The same from the thirteenth block on, with the reduced tail.
    private static readonly (int Kernel, int Expanded, int Squeezed, int Channels)[] ReducedTail = [(5, 672, 168, 80), (5, 480, 120, 80), (5, 480, 120, 80)];

    /// <summary>The classifier mobilenet_v2.</summary>
    public static ForeignWeights V2()
    {
        var weights = new ForeignWeights().NormalizedConvolution("features.0", 32, 3, 3);
        var (block, inputs) = (1, 32);
        foreach (var (expansion, channels, count) in V2Stages)
        {
            for (var i = 0; i < count; i++, block++, inputs = channels)
            {
                var (expanded, layer) = (inputs * expansion, 0);
                if (expansion > 1) weights.NormalizedConvolution($"features.{block}.conv.{layer++}", expanded, inputs, 1);
                weights.NormalizedConvolution($"features.{block}.conv.{layer++}", expanded, 1, 3);
                weights.Convolution($"features.{block}.conv.{layer++}", channels, expanded, 1, bias: false).BatchNorm($"features.{block}.conv.{layer}", channels);
            }
        }

        return weights.NormalizedConvolution($"features.{block}", 1280, inputs, 1).Linear("classifier.1", 1000, 1280);
    }

    /// <summary>The classifier mobilenet_v3_large.</summary>
    public static ForeignWeights V3Large() => V3(V3Blocks, (block, layer) => $"features.{block}{Layer("block", layer)}").Linear("classifier.0", 1280, 960).Linear("classifier.3", 1000, 1280);

    /// <summary>The detector ssdlite320_mobilenet_v3_large.</summary>
    /// <param name="classCount">C, with the background.</param>
    public static ForeignWeights SsdLite320(int classCount)
    {
        // SSDLiteFeatureExtractorMobileNet: up to the expansion of block 13, and from its depthwise convolution on.
        var weights = V3([.. V3Blocks[..12], .. ReducedTail], (block, layer) => (block, layer) switch
        {
            ( < 13, _) => $"backbone.features.0.{block}{Layer("block", layer)}",
            (13, 0) => "backbone.features.0.13",
            (13, _) => $"backbone.features.1.0.{layer}",
            _ => $"backbone.features.1.{block - 13}{Layer("block", layer)}",
        });
        foreach (var (i, (inputs, channels)) in new[] { (480, 512), (512, 256), (256, 256), (256, 128) }.Index())
        {
            weights.NormalizedConvolution($"backbone.extra.{i}.0", channels / 2, inputs, 1).NormalizedConvolution($"backbone.extra.{i}.1", channels / 2, 1, 3)
                .NormalizedConvolution($"backbone.extra.{i}.2", channels, channels / 2, 1);
        }

        foreach (var (head, values) in new[] { ("classification", classCount), ("regression", 4) })
        {
            foreach (var (i, channels) in new[] { 672, 480, 512, 256, 256, 128 }.Index())
            {
                var name = $"head.{head}_head.module_list.{i}";
                weights.NormalizedConvolution($"{name}.0", channels, 1, 3).Convolution($"{name}.1", 6 * values, channels, 1);
            }
        }

        return weights;
    }

    private static ForeignWeights V3((int Kernel, int Expanded, int Squeezed, int Channels)[] blocks, Func<int, int?, string> name)
    {
        var weights = new ForeignWeights().NormalizedConvolution(name(0, null), 16, 3, 3);
        var inputs = 16;
        foreach (var (i, (kernel, expanded, squeezed, channels)) in blocks.Index())
        {
            var (block, layer) = (i + 1, 0);
            if (expanded != inputs) weights.NormalizedConvolution(name(block, layer++), expanded, inputs, 1);
            weights.NormalizedConvolution(name(block, layer++), expanded, 1, kernel);
            if (squeezed > 0)
            {
                var squeeze = name(block, layer++);
                weights.Convolution($"{squeeze}.fc1", squeezed, expanded, 1).Convolution($"{squeeze}.fc2", expanded, squeezed, 1);
            }

            weights.NormalizedConvolution(name(block, layer), channels, expanded, 1);
            inputs = channels;
        }

        return weights.NormalizedConvolution(name(blocks.Length + 1, null), 6 * inputs, inputs, 1);
    }

    private static string Layer(string name, int? layer) => layer is null ? "" : $".{name}.{layer}";
}
