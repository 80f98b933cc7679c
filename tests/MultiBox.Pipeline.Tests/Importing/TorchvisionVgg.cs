namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>Names and shapes of torchvision's VGG-16 and of the detector on it (torchvision.models.vgg, torchvision.models.detection.ssd).</summary>
internal static class TorchvisionVgg
{
    // Configuration D: the filters of each convolution, which a ReLU follows; 0 is max pooling.
    private static readonly int[] Configuration = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0];

    /// <summary>The classifier of ImageNet's classes.</summary>
    public static ForeignWeights Classifier()
    {
        var weights = new ForeignWeights();
        foreach (var (module, outputs, inputs) in Features()) weights.Convolution($"features.{module}", outputs, inputs, 3);
        return weights.Linear("classifier.0", 4096, 512 * 7 * 7).Linear("classifier.3", 4096, 4096).Linear("classifier.6", 1000, 4096);
    }

    /// <summary>amdegroot's vgg16_reducedfc.pth: the same list, then pool5, conv6 and conv7.</summary>
    public static ForeignWeights Reduced()
    {
        var weights = new ForeignWeights();
        foreach (var (module, outputs, inputs) in Features()) weights.Convolution($"{module}", outputs, inputs, 3);
        return weights.Convolution("31", 1024, 512, 3).Convolution("33", 1024, 1024, 1);
    }

    /// <summary>The detector ssd300_vgg16.</summary>
    /// <param name="classCount">C, with the background.</param>
    public static ForeignWeights Ssd300(int classCount)
    {
        // SSDFeatureExtractorVGG: up to the fourth pooling, module 23; from there on the first of the extra blocks.
        var weights = new ForeignWeights().Add("backbone.scale_weight", 512);
        foreach (var (module, outputs, inputs) in Features()) weights.Convolution(module < 23 ? $"backbone.features.{module}" : $"backbone.extra.0.{module - 23}", outputs, inputs, 3);
        weights.Convolution("backbone.extra.0.7.1", 1024, 512, 3).Convolution("backbone.extra.0.7.3", 1024, 1024, 1);
        foreach (var (i, (inputs, squeezed, outputs)) in new[] { (1024, 256, 512), (512, 128, 256), (256, 128, 256), (256, 128, 256) }.Index())
        {
            weights.Convolution($"backbone.extra.{i + 1}.0", squeezed, inputs, 1).Convolution($"backbone.extra.{i + 1}.2", outputs, squeezed, 3);
        }

        foreach (var (i, (channels, boxes)) in new[] { (512, 4), (1024, 6), (512, 6), (256, 6), (256, 4), (256, 4) }.Index())
        {
            weights.Convolution($"head.classification_head.module_list.{i}", boxes * classCount, channels, 3)
                .Convolution($"head.regression_head.module_list.{i}", boxes * 4, channels, 3);
        }

        return weights;
    }

    private static IEnumerable<(int Module, int Outputs, int Inputs)> Features()
    {
        var (module, inputs) = (0, 3);
        foreach (var outputs in Configuration)
        {
            if (outputs > 0) yield return (module, outputs, inputs);
            (module, inputs) = outputs > 0 ? (module + 2, outputs) : (module + 1, inputs);
        }
    }
}
