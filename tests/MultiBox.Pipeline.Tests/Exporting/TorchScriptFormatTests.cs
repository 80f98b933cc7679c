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

/// <summary>What is in a file of TorchScript, and what it cannot hold.</summary>
public sealed class TorchScriptFormatTests : IDisposable
{
    private readonly Laboratory _lab = new();
    private readonly SsdModel _model;
    private readonly ExportRequest _request;

    public TorchScriptFormatTests()
    {
        var experiment = ResolvedExperiment.Load(_lab.Options.RepositoryRoot, "tiny", [], PluginCatalogue.Load(_lab.Options.PluginFolders));
        manual_seed(1);
        _model = SsdModel.Build(ModelSetup.Spec(experiment));
        _model.Network.eval();
        _request = new ExportRequest
        {
            Model = _model,
            Description = ExportStage.Describe(experiment.Experiment, _model, 0.25),
            Origin = new Dictionary<string, string> { ["multibox.run"] = "seed1-ä" },
        };
    }

    public void Dispose()
    {
        _model.Dispose();
        _lab.Dispose();
    }

    [Fact]
    public void The_file_says_the_same_as_one_of_ONNX()
    {
        var content = new TorchScriptFormat().Write(_request, _lab["model.pt"]);
        Assert.Equal("TorchScript, any number of images", content);
        using var exported = new ScriptDetector(File.ReadAllBytes(_lab["model.pt"]));
        var expected = OnnxFormat.ToGraph(_request).Metadata;
        Assert.Contains("multibox.default_boxes", expected.Keys);
        Assert.Equal("seed1-ä", expected["multibox.run"]);
        Assert.Equal(expected.OrderBy(pair => pair.Key, StringComparer.Ordinal), exported.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(0.25f, exported.Description.Decoding.ScoreThreshold);
    }

    [Fact]
    public void Images_of_a_batch_are_predicted_as_each_by_itself()
    {
        new TorchScriptFormat().Write(_request, _lab["model.pt"]);
        using var exported = new ScriptDetector(File.ReadAllBytes(_lab["model.pt"]));
        RgbImage[] pictures = [Picture(1), Picture(2), Picture(3)];
        var (offsets, logits) = exported.Run(pictures);
        foreach (var (i, picture) in pictures.Index())
        {
            var (alone, scores) = exported.Run(picture);
            Assert.All(alone.Zip(offsets.Skip(i * alone.Length)), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
            Assert.All(scores.Zip(logits.Skip(i * scores.Length)), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        }
    }

    [Fact]
    public void Suppression_is_refused() => Refused(
        _request with { Suppresses = true },
        """
        Export: --nms does not go with --format torchscript, which has no operator for non-maximum suppression.
          Leave it out: the file's multibox.json says how to decode. Or use --format onnx.
        """);

    [Fact]
    public void A_fixed_batch_is_refused() => Refused(
        _request with { Batch = 4 },
        """
        Export: --batch 4 does not go with --format torchscript: such a file takes any number of images.
          Leave it out, or use --format onnx.
        """);

    private void Refused(ExportRequest request, string expected)
    {
        var fault = Assert.Throws<MultiBoxException>(() => new TorchScriptFormat().Write(request, _lab["model.pt"]));
        Assert.Equal(expected, fault.Message);
        Assert.False(File.Exists(_lab["model.pt"]));
    }

    private static RgbImage Picture(int seed)
    {
        var picture = new RgbImage(64, 64);
        new Random(seed).NextBytes(picture.Pixels);
        return picture;
    }
}
