using MultiBox.Abstractions;

namespace MultiBox.Pipeline.Tests.Importing;

public sealed class TorchvisionBackboneTests
{
    private static readonly string[] ClassifierOfVgg = ["classifier.0.bias", "classifier.0.weight", "classifier.3.bias", "classifier.3.weight", "classifier.6.bias", "classifier.6.weight"];

    [Fact]
    public void Every_tensor_of_VGG16s_classifier_has_its_place()
    {
        var experiment = MappingBench.Experiment("vgg16-300");
        var report = MappingBench.MustFit(experiment, "torchvision", TorchvisionVgg.Classifier(), "PyTorch weight");
        Assert.Equal(ClassifierOfVgg[4..], Ignored(report));
        Assert.Equal(["backbone.conv4_3_norm.scale"], NewInBackbone(report));
        // Trained with ImageNet's deviation, which the backbone's own normalisation does not divide by.
        Assert.Equal(PixelNormalization.ImageNet, MappingBench.Table(experiment, "torchvision").Pixels);
    }

    [Fact]
    public void VGG16_without_a_classifier_leaves_fc6_and_fc7_new()
    {
        var experiment = MappingBench.Experiment("vgg16-300");
        var report = MappingBench.MustFit(experiment, "torchvision-features", TorchvisionVgg.Classifier(), "PyTorch weight");
        Assert.Equal(ClassifierOfVgg, Ignored(report));
        Assert.Equal(["backbone.conv4_3_norm.scale", "backbone.fc6.bias", "backbone.fc6.weight", "backbone.fc7.bias", "backbone.fc7.weight"], NewInBackbone(report));
    }

    [Fact]
    public void Every_tensor_of_the_reduced_VGG16_has_its_place()
    {
        var report = MappingBench.MustFit(MappingBench.Experiment("vgg16-300"), "ssd-pytorch", TorchvisionVgg.Reduced(), "PyTorch weight");
        Assert.Empty(report.Ignored);
        Assert.Equal(["backbone.conv4_3_norm.scale"], NewInBackbone(report));
        Assert.Contains(report.Mapped, entry => entry.To == "backbone.fc7.bias" && entry.From.SequenceEqual(["33.bias"]));
    }

    [Fact]
    public void Every_tensor_of_MobileNet_v2s_classifier_has_its_place()
    {
        var report = MappingBench.MustFit(MappingBench.Experiment("ssdlite320-mobilenet-v2"), "torchvision", TorchvisionMobileNet.V2(), "PyTorch weight");
        Assert.Equal(["classifier.1.bias", "classifier.1.weight"], Ignored(report));
        Assert.Empty(NewInBackbone(report));
    }

    [Fact]
    public void Every_tensor_of_MobileNet_v3s_classifier_has_its_place_when_the_tail_is_whole()
    {
        var experiment = MappingBench.Experiment("ssdlite320-mobilenet-v3", "model.backbone.options.reduced_tail=false");
        var report = MappingBench.MustFit(experiment, "torchvision", TorchvisionMobileNet.V3Large(), "PyTorch weight");
        Assert.Equal(["classifier.0.bias", "classifier.0.weight", "classifier.3.bias", "classifier.3.weight"], Ignored(report));
        Assert.Empty(NewInBackbone(report));
    }

    [Fact]
    public void A_reduced_tail_refuses_the_classifiers_weights_and_names_both_shapes()
    {
        var fault = Assert.Throws<MultiBoxException>(() =>
            MappingBench.MustFit(MappingBench.Experiment("ssdlite320-mobilenet-v3"), "torchvision", TorchvisionMobileNet.V3Large(), "PyTorch weight"));
        Assert.StartsWith("foreign.bin: these are not the weights that the table 'torchvision' is for:\n", fault.Message, StringComparison.Ordinal);
        // Block 13 is the last that both have, up to where it narrows.
        Assert.Contains("features.13.block.3.0.weight [160, 672, 1, 1]: its place backbone.features.13.block.3.0.weight has [80, 672, 1, 1]\n", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("features.13.block.2", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("Use the experiment of their network, or another table.", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_tensor_of_DenseNets_classifier_has_its_place_in_both_spellings(bool published)
    {
        var report = MappingBench.MustFit(MappingBench.Experiment("densenet121-512", "model.backbone.options.variant=torchvision"), "torchvision", TorchvisionDenseNet.Densenet121(published), "PyTorch weight");
        Assert.All(Ignored(report), name => Assert.True(name.StartsWith("features.norm5.", StringComparison.Ordinal) || name.StartsWith("classifier.", StringComparison.Ordinal), name));
        Assert.Empty(NewInBackbone(report));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_tensor_of_Inceptions_classifier_has_its_place(bool counts)
    {
        var report = MappingBench.MustFit(MappingBench.Experiment("inceptionv3-512", "model.backbone.options.variant=torchvision"), "torchvision", TorchvisionInception.InceptionV3(counts), "PyTorch weight");
        Assert.All(Ignored(report), name => Assert.True(name.StartsWith("AuxLogits.", StringComparison.Ordinal) || name.StartsWith("fc.", StringComparison.Ordinal), name));
        Assert.Empty(NewInBackbone(report));
    }

    private static IEnumerable<string> Ignored(Weights.MappingReport report) => report.Ignored.Select(entry => entry.From).Order(StringComparer.Ordinal);

    private static IEnumerable<string> NewInBackbone(Weights.MappingReport report) =>
        report.New.Select(entry => entry.To).Where(name => name.StartsWith("backbone.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
