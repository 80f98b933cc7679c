namespace MultiBox.Pipeline.Tests.Importing;

public sealed class TorchvisionResNetTests
{
    [Theory]
    [InlineData("resnet18", false, new[] { 2, 2, 2, 2 })]
    [InlineData("resnet34", false, new[] { 3, 4, 6, 3 })]
    [InlineData("resnet50", true, new[] { 3, 4, 6, 3 })]
    [InlineData("resnet101", true, new[] { 3, 4, 23, 3 })]
    [InlineData("resnet152", true, new[] { 3, 8, 36, 3 })]
    public void Every_tensor_of_torchvisions_classifier_has_its_place(string name, bool bottleneck, int[] blocks)
    {
        var experiment = MappingBench.Experiment("resnet50-512", $"model.backbone.name={name}");
        var report = MappingBench.MustFit(experiment, "torchvision", Classifier(bottleneck, blocks), "PyTorch weight");
        Assert.Equal(["fc.bias", "fc.weight"], report.Ignored.Select(entry => entry.From).Order(StringComparer.Ordinal));
        Assert.All(report.New, entry => Assert.False(entry.To.StartsWith("backbone.", StringComparison.Ordinal), entry.To));
    }

    [Fact]
    public void Stages_that_are_not_built_are_ignored_by_name()
    {
        var experiment = MappingBench.Experiment("resnet50-512", "model.backbone.name=resnet18", "model.backbone.options.features=[layer2, layer3]");
        var report = MappingBench.MustFit(experiment, "torchvision", Classifier(bottleneck: false, [2, 2, 2, 2]), "PyTorch weight");
        Assert.Contains(("layer4.0.conv1.weight", "backbone.layer4 is not built"), report.Ignored);
    }

    // torchvision.models.resnet: names and shapes of the state dictionary.
    internal static ForeignWeights Classifier(bool bottleneck, int[] blocks)
    {
        var weights = new ForeignWeights().Add("conv1.weight", 64, 3, 7, 7);
        BatchNorm("bn1", 64);
        var channels = 64;
        for (var stage = 0; stage < 4; stage++)
        {
            var width = 64 << stage;
            var outputs = bottleneck ? 4 * width : width;
            for (var block = 0; block < blocks[stage]; block++)
            {
                var name = $"layer{stage + 1}.{block}";
                (int Channels, int Kernel)[] convolutions = bottleneck ? [(width, 1), (width, 3), (outputs, 1)] : [(width, 3), (width, 3)];
                var inputs = channels;
                foreach (var (i, (count, kernel)) in convolutions.Index())
                {
                    weights.Add($"{name}.conv{i + 1}.weight", count, inputs, kernel, kernel);
                    BatchNorm($"{name}.bn{i + 1}", count);
                    inputs = count;
                }

                if (block == 0 && (stage > 0 || bottleneck))
                {
                    weights.Add($"{name}.downsample.0.weight", outputs, channels, 1, 1);
                    BatchNorm($"{name}.downsample.1", outputs);
                }

                channels = outputs;
            }
        }

        return weights.Add("fc.weight", 1000, channels).Add("fc.bias", 1000);

        void BatchNorm(string name, int count) => weights.Add($"{name}.weight", count).Add($"{name}.bias", count)
            .Add($"{name}.running_mean", count).Add($"{name}.running_var", count).Add($"{name}.num_batches_tracked");
    }
}
