namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>Names and shapes of torchvision's DenseNet-121 (torchvision.models.densenet).</summary>
internal static class TorchvisionDenseNet
{
    private const int Growth = 32;

    /// <summary>The classifier densenet121.</summary>
    /// <param name="published">Whether as in the published file, which has dots in the names of layers and does not count batches.</param>
    public static ForeignWeights Densenet121(bool published = false)
    {
        var (dot, counts) = (published ? "." : "", !published);
        var weights = new ForeignWeights().Convolution("features.conv0", 64, 3, 7, bias: false).BatchNorm("features.norm0", 64, counts);
        var channels = 64;
        foreach (var (i, layers) in new[] { 6, 12, 24, 16 }.Index())
        {
            for (var layer = 1; layer <= layers; layer++, channels += Growth)
            {
                var name = $"features.denseblock{i + 1}.denselayer{layer}";
                weights.BatchNorm($"{name}.norm{dot}1", channels, counts).Convolution($"{name}.conv{dot}1", 4 * Growth, channels, 1, bias: false)
                    .BatchNorm($"{name}.norm{dot}2", 4 * Growth, counts).Convolution($"{name}.conv{dot}2", Growth, 4 * Growth, 3, bias: false);
            }

            if (i == 3) continue;
            weights.BatchNorm($"features.transition{i + 1}.norm", channels, counts).Convolution($"features.transition{i + 1}.conv", channels / 2, channels, 1, bias: false);
            channels /= 2;
        }

        return weights.BatchNorm("features.norm5", channels, counts).Linear("classifier", 1000, channels);
    }
}
