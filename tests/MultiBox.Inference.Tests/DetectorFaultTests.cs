using System.IO.Compression;
using MultiBox.Abstractions;

namespace MultiBox.Inference.Tests;

public sealed class DetectorFaultTests(TinyRun run) : IClassFixture<TinyRun>
{
    [Fact]
    public void A_model_that_is_not_there_is_told_with_its_neighbours()
    {
        var fault = Assert.Throws<MultiBoxException>(() => Detector.Load(run["artifacts/tinny"]));
        Assert.Equal($"{run["artifacts/tinny"]}: there is no such run or model file. Did you mean 'tiny'?", fault.Message);
    }

    [Fact]
    public void A_folder_that_is_no_run_is_told_with_the_runs_in_it()
    {
        var fault = Assert.Throws<MultiBoxException>(() => Detector.Load(run["artifacts/tiny"]));
        Assert.Equal(
            $"{run["artifacts/tiny"]}: is no folder of a run. Expected experiment.resolved.yml in it.\n  Found runs in it: one.\n" +
            "Name the folder of a run, artifacts/<experiment>/<run>, or an exported .onnx or .pt file.",
            fault.Message);
    }

    [Fact]
    public void A_run_without_weights_is_told()
    {
        var experiment = run.Write("artifacts/tiny/two/experiment.resolved.yml", File.ReadAllText(run["artifacts/tiny/one/experiment.resolved.yml"]));
        var folder = Path.GetDirectoryName(experiment)!;
        try
        {
            Assert.Equal($"{folder}: the run has no checkpoint. Train it first.", Assert.Throws<MultiBoxException>(() => Detector.Load(folder)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_file_that_is_no_model_is_told()
    {
        var file = run.Write("model.txt", "text");
        Assert.Equal(
            $"{file}: is no model that can be loaded. Expected the folder of a run, or an exported .onnx or .pt file.",
            Assert.Throws<MultiBoxException>(() => Detector.Load(file)).Message);
    }

    [Fact]
    public void A_pt_file_that_is_no_detector_is_told_before_libtorch_runs_it()
    {
        var text = run.Write("text.pt", "text");
        Assert.StartsWith($"{text}: is no TorchScript file, or damaged: ", Fault(text), StringComparison.Ordinal);

        var foreign = run["foreign.pt"];
        using (var archive = ZipFile.Open(foreign, ZipArchiveMode.Create)) archive.CreateEntry("archive/data.pkl");
        Assert.Equal($"{foreign}: the file does not describe a detector. Expected one that was written by --target Export --format torchscript.", Fault(foreign));

        var damaged = run["damaged.pt"];
        using (var archive = ZipFile.Open(damaged, ZipArchiveMode.Create))
        using (var writer = new StreamWriter(archive.CreateEntry("archive/extra/multibox.json").Open()))
        {
            writer.Write("""{"multibox.format": """);
        }

        Assert.StartsWith($"{damaged}: what the file says of its detector cannot be read: ", Fault(damaged), StringComparison.Ordinal);
        Assert.StartsWith($"{text}: ONNX Runtime does not read TorchScript files.", Fault(text, new DetectorOptions { Backend = DetectorBackend.Onnx }), StringComparison.Ordinal);
        Assert.StartsWith($"{text}: TorchScript files are computed with the numbers", Fault(text, new DetectorOptions { Precision = InferencePrecision.Bf16 }), StringComparison.Ordinal);

        static string Fault(string file, DetectorOptions? options = null) => Assert.Throws<MultiBoxException>(() => Detector.Load(file, options)).Message;
    }

    [Fact]
    public void A_plugin_that_is_missing_is_told()
    {
        var empty = Directory.CreateDirectory(run["empty"]).FullName;
        var fault = Assert.Throws<MultiBoxException>(() => Detector.Load(run.Root, new DetectorOptions { PluginFolders = [empty] }));
        Assert.Contains("no backbone 'compact'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plugins_are_found_above_the_run()
    {
        Directory.CreateSymbolicLink(run["plugins"], TinyRun.Plugins[0]);
        try
        {
            using var detector = Detector.Load(run.Root, new DetectorOptions { Device = "cpu" });
            Assert.NotEmpty(detector.Detect(run.Pictures[0]));
        }
        finally
        {
            Directory.Delete(run["plugins"]);
        }
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("ScoreThreshold", () => run.Load(new DetectorOptions { ScoreThreshold = 1.5f }));
        Assert.Throws<ArgumentOutOfRangeException>("NmsThreshold", () => run.Load(new DetectorOptions { NmsThreshold = float.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>("MaxDetections", () => run.Load(new DetectorOptions { MaxDetections = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>("Threads", () => run.Load(new DetectorOptions { Threads = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>("BatchSize", () => run.Load(new DetectorOptions { BatchSize = 0 }));
    }

    [Fact]
    public void Pictures_that_cannot_be_used_are_told_by_name()
    {
        using var detector = run.Load();
        var bad = run.Write("pictures/bad.png", "not a picture");
        Assert.StartsWith($"{bad}: not a readable picture", Message(() => detector.Detect(bad)), StringComparison.Ordinal);
        Assert.StartsWith("picture: not a readable picture", Message(() => detector.Detect("nonsense"u8)), StringComparison.Ordinal);
        Assert.Equal("picture: the file is empty; a picture was expected.", Message(() => detector.Detect(Stream.Null)));
        Assert.Equal($"{run["pictures/00.png"]}: there is no such picture. Did you mean '0.png'?", Message(() => detector.Detect(run["pictures/00.png"])));
        Assert.NotEmpty(detector.Detect(run.Paths[0]));

        static string Message(Action detect) => Assert.Throws<MultiBoxException>(detect).Message;
    }
}
