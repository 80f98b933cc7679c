using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Imaging;
using MultiBox.Inference;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Tests.EndToEnd;

/// <summary>A trained run and its exported file detect the same, in the demonstration and in programs.</summary>
[Trait("Category", "EndToEnd")]
public sealed class OnnxDemoTests : IDisposable
{
    private readonly Laboratory _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void The_exported_file_finds_what_the_run_finds()
    {
        _lab.RunTo(Stage.Demo);
        var expected = Scores();
        Assert.NotEmpty(expected);
        _lab.Options = _lab.Options with { Backend = "onnx" };
        var fault = Assert.Throws<MultiBoxException>(Demo);
        Assert.StartsWith($"--backend onnx: the run has no exported file {Path.Combine(_lab.Run.Export, "model.onnx")}. Run --target Export --format onnx ", fault.Message, StringComparison.Ordinal);

        Export();
        Demo();
        MustBeNear(expected, Scores());
        InPrograms();

        var file = Path.Combine(_lab.Run.Export, "model.onnx");
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        Assert.StartsWith($"--backend onnx: {file} is older than the run's weights.", Assert.Throws<MultiBoxException>(Demo).Message, StringComparison.Ordinal);
        _lab.Options = _lab.Options with { Model = file };
        Demo();
    }

    private void InPrograms()
    {
        var options = new DetectorOptions { ScoreThreshold = 0.05f, NmsThreshold = 0.45f, SuppressAcrossClasses = true, PluginFolders = _lab.Options.PluginFolders, Device = "cpu" };
        var picture = new RgbImage(80, 50);
        new Random(1).NextBytes(picture.Pixels);
        var file = Path.Combine(_lab.Run.Export, "model.onnx");
        using var trained = Detector.Load(_lab.Run.Root, options);
        using var exported = Detector.Load(file, options with { Threads = 1 });
        Assert.Equal("ONNX Runtime, cpu, fp32", exported.Description);
        Assert.Equal(trained.Classes, exported.Classes);
        MustBeNear([.. trained.Detect(picture).Select(found => (double)found.Score)], [.. exported.Detect(picture).Select(found => (double)found.Score)]);
        Assert.Equal(3, exported.DetectBatch([picture, picture, picture]).Count);
        Assert.StartsWith($"{file}: libtorch does not read", Fault(options with { Backend = DetectorBackend.Torch }), StringComparison.Ordinal);
        Assert.StartsWith($"{file}: ONNX files are computed with the numbers", Fault(options with { Precision = InferencePrecision.Bf16 }), StringComparison.Ordinal);
        Assert.StartsWith($"{file}: ONNX files are computed on the CPU", Fault(options with { Device = "cuda" }), StringComparison.Ordinal);

        // A file of four images a run is filled up, and cut.
        _lab.Options = _lab.Options with { Batch = 4, Output = _lab["four"] };
        Export();
        using var four = Detector.Load(Path.Combine(_lab["four"], "model.onnx"), options);
        MustBeNear([.. exported.Detect(picture).Select(found => (double)found.Score)], [.. four.Detect(picture).Select(found => (double)found.Score)]);
        Assert.Equal(5, four.DetectBatch([.. Enumerable.Repeat<DetectorPicture>(picture, 5)]).Count);
        _lab.Options = _lab.Options with { Batch = null, Output = null };

        var broken = Path.Combine(_lab["four"], "broken.onnx");
        File.WriteAllText(broken, "not a model");
        Assert.StartsWith($"{broken}: ONNX Runtime cannot load it", Assert.Throws<MultiBoxException>(() => Detector.Load(broken)).Message, StringComparison.Ordinal);

        string Fault(DetectorOptions wrong) => Assert.Throws<MultiBoxException>(() => Detector.Load(file, wrong)).Message;
    }

    private void Demo()
    {
        using var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None);
        bench.Run(Stage.Demo);
    }

    private void Export()
    {
        using var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None);
        bench.Export();
    }

    private List<double> Scores()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_lab.Run.Demo, "detections.json")));
        return [.. json.RootElement.GetProperty("images").EnumerateArray().SelectMany(image => image.GetProperty("detections").EnumerateArray()).Select(found => found.GetProperty("score").GetDouble())];
    }

    private static void MustBeNear(List<double> expected, List<double> found)
    {
        Assert.Equal(expected.Count, found.Count);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }
}
