using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Imaging;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Pipeline.Exporting;
using MultiBox.Pipeline.Stages;
using MultiBox.Pipeline.Tests.EndToEnd;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Exporting;

/// <summary>What is in an exported file, and what cannot be exported.</summary>
public sealed class OnnxFormatTests : IDisposable
{
    private readonly Laboratory _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData(null, -1)]
    [InlineData(2, 2)]
    public void The_batch_is_dynamic_or_fixed(int? batch, int expected)
    {
        using var exported = Export(request => request with { Batch = batch });
        Assert.Equal([expected, 3, 64, 64], exported.Inputs["images"].Dimensions);
        Assert.Equal([expected, exported.Description.DefaultBoxes.Count, 4], exported.Outputs["offsets"].Dimensions);
        Assert.Equal([expected, exported.Description.DefaultBoxes.Count, 7], exported.Outputs["logits"].Dimensions);
        Assert.Equal("offsets, logits", exported.Metadata["multibox.outputs"]);
    }

    [Fact]
    public void Images_of_a_batch_are_detected_as_each_by_itself()
    {
        IReadOnlyList<RgbImage> pictures = [Picture(1), Picture(2), Picture(3)];
        using var raw = Export(request => request);
        using var suppressing = Export(request => request with { Suppresses = true });
        Assert.Equal("boxes, scores, labels, counts", suppressing.Metadata["multibox.outputs"]);
        Assert.Equal([-1, 200, 4], suppressing.Outputs["boxes"].Dimensions);
        var outputs = suppressing.Run(suppressing.ToInput(pictures));
        foreach (var (i, picture) in pictures.Index())
        {
            var alone = raw.Detect(picture);
            Assert.NotEmpty(alone);
            Agreement.Check(alone, [.. ExportedDetector.Listed(outputs, i).Select(found => found with { Box = found.Box.Scale(64, 64) })], 1e-4f, 1e-2f);
        }
    }

    [Fact]
    public void A_plugin_that_does_not_describe_itself_is_named()
    {
        var folder = Path.Combine(Laboratory.Repository, "tests", "TestPlugins", "Backbone.Tiny");
        File.WriteAllText(_lab["experiments/tiny.yml"], Laboratory.Tiny.Replace(
            "{name: compact, options: {width: 4, features: [stage2, stage3]}}", "{name: tiny, options: {width: 8}}", StringComparison.Ordinal));
        _lab.Options = _lab.Options with { PluginFolders = [.. _lab.Options.PluginFolders, folder] };
        using var scope = NewDisposeScope();
        using var model = Build(out var request);
        var fault = Assert.Throws<MultiBoxException>(() => new OnnxFormat().Write(request, _lab["model.onnx"]));
        Assert.StartsWith(
            "The network cannot be described: MultiBox.TestPlugins.TinyBackbone (Backbone.Tiny) does not say what it computes.\n  Expected: ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("See docs/plugins.md.", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_lab["model.onnx"]));
    }

    private ExportedDetector Export(Func<ExportRequest, ExportRequest> change)
    {
        using var scope = NewDisposeScope();
        using var model = Build(out var request);
        using var stream = new MemoryStream();
        OnnxFormat.ToGraph(change(request)).Write(stream);
        return new ExportedDetector(stream.ToArray());
    }

    private SsdModel Build(out ExportRequest request)
    {
        var experiment = ResolvedExperiment.Load(_lab.Options.RepositoryRoot, "tiny", [], PluginCatalogue.Load(_lab.Options.PluginFolders));
        manual_seed(1);
        var model = SsdModel.Build(ModelSetup.Spec(experiment));

        // Scores that are well apart.
        using var noGradients = no_grad();
        foreach (var (name, parameter) in model.Network.named_parameters())
        {
            if (name.StartsWith("head.logits", StringComparison.Ordinal)) parameter.mul_(8);
        }

        request = new ExportRequest { Model = model, Description = ExportStage.Describe(experiment.Experiment, model, null), Origin = new Dictionary<string, string>() };
        return model;
    }

    private static RgbImage Picture(int seed)
    {
        var picture = new RgbImage(64, 64);
        new Random(seed).NextBytes(picture.Pixels);
        return picture;
    }
}
