using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Imaging;
using MultiBox.Inference;
using MultiBox.Model;
using MultiBox.Pipeline.Detecting;
using MultiBox.Pipeline.Stages;
using MultiBox.Pipeline.Tests.Exporting;

namespace MultiBox.Pipeline.Tests.EndToEnd;

/// <summary>A detector is trained, exported, and found to detect the same in ONNX Runtime and as TorchScript.</summary>
[Trait("Category", "EndToEnd")]
public sealed class ExportTests : IDisposable
{
    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    // The demonstration suppresses as the evaluation does, which is what an exported file states.
    private readonly Laboratory _lab = new(Laboratory.Tiny.Replace(
        "demo: {count: 2, threshold: 0.1}", "demo: {count: 4, threshold: 0.02, nms_threshold: 0.45, force_suppress: false}", StringComparison.Ordinal));

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void An_exported_detector_finds_what_the_demonstration_found()
    {
        _lab.RunTo(Stage.Demo);
        var run = _lab.Run;
        _lab.Options = _lab.Options with { Threshold = 0.02 };

        var line = Assert.Single(Export(), line => line.StartsWith("Export: ", StringComparison.Ordinal));
        Assert.StartsWith($"Export: {run.Id} as ONNX, operators of version 17, any number of images, ", line, StringComparison.Ordinal);
        using (var exported = Read("model.onnx"))
        {
            Assert.Equal(["circle", "cross", "ring", "square", "star", "triangle"], exported.Description.Classes);
            Assert.Equal(("tiny", run.Id), (exported.Metadata["multibox.experiment"], exported.Metadata["multibox.run"]));
            FindsWhatWasFound(exported.Description, exported.Detect);
        }

        _lab.Options = _lab.Options with { Format = "TorchScript" };
        line = Assert.Single(Export(), line => line.StartsWith("Export: ", StringComparison.Ordinal));
        Assert.StartsWith($"Export: {run.Id} as TorchScript, any number of images, ", line, StringComparison.Ordinal);
        using (var script = new ScriptDetector(File.ReadAllBytes(Path.Combine(run.Export, "model.pt"))))
        {
            Assert.Equal(("tiny", run.Id), (script.Metadata["multibox.experiment"], script.Metadata["multibox.run"]));
            FindsWhatWasFound(script.Description, script.Detect);
            using var detector = Detector.Load(Path.Combine(run.Export, "model.pt"), new DetectorOptions { Device = "cpu" });
            Assert.Equal("libtorch, cpu, fp32, TorchScript", detector.Description);
            FindsWhatWasFound(script.Description, picture => [.. detector.Detect(picture).Select(found => new Detection(found.ClassId, found.Score, found.Box))]);
        }

        _lab.Options = _lab.Options with { Format = null, Suppresses = true, Batch = 1 };
        line = Assert.Single(Export(), line => line.StartsWith("Export: ", StringComparison.Ordinal));
        Assert.Contains("1 images a run, with NMS", line, StringComparison.Ordinal);
        using var suppressing = Read("model-nms.onnx");
        FindsWhatWasFound(suppressing.Description, suppressing.Detect);
    }

    [Fact]
    public void A_format_that_there_is_not_is_named_with_those_that_there_are()
    {
        _lab.Options = _lab.Options with { Format = "onxx" };
        var fault = Assert.Throws<MultiBoxException>(() => Export());
        Assert.Equal("Export: there is no format 'onxx' to export to. Did you mean 'onnx'? Expected onnx or torchscript.", fault.Message);
    }

    private IReadOnlyList<string> Export()
    {
        _lab.Log.Take();
        using var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None);
        bench.Export();
        return _lab.Log.Take();
    }

    private ExportedDetector Read(string name) => new(File.ReadAllBytes(Path.Combine(_lab.Run.Export, name)));

    private void FindsWhatWasFound(DetectorDescription description, Func<RgbImage, IReadOnlyList<Detection>> detect)
    {
        var classes = description.Classes.ToList();
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_lab.Run.Demo, "detections.json")));
        var images = document.RootElement.GetProperty("images").Deserialize<List<DemoImage>>(_json)!;
        Assert.Equal(4, images.Count);
        foreach (var image in images)
        {
            Assert.NotEmpty(image.Detections);
            var expected = image.Detections.Select(found => new Detection(classes.IndexOf(found.Class) + 1, (float)found.Score, ToBox(found.Box))).ToList();

            // The file of detections is rounded to a tenth of a pixel.
            Agreement.Check(expected, detect(Picture(image.Image)), score: 1e-3f, box: 0.06f);
        }
    }

    private static Box ToBox(IReadOnlyList<double> box) => new((float)box[0], (float)box[1], (float)box[2], (float)box[3]);

    private RgbImage Picture(string name)
    {
        var file = Assert.Single(Directory.GetFiles(_lab.Options.DataFolder, name, SearchOption.AllDirectories));
        return ImageFile.Decode(File.ReadAllBytes(file), file);
    }
}
