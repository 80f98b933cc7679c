using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Imaging;
using MultiBox.Inference;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Detecting;
using MultiBox.Pipeline.Stages;
using MultiBox.Pipeline.Tests.Importing;
using MultiBox.Testing;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Tests.EndToEnd;

/// <summary>The journey of the reference's user: the two files of a detector that MXNet trained become pictures with boxes.</summary>
[Trait("Category", "EndToEnd")]
public sealed class ImportTests : IClassFixture<MxnetFiles>, IDisposable
{
    private readonly Laboratory _lab = new(
        File.ReadAllText(Path.Combine(Laboratory.Repository, "experiments", "resnet50-v2-512.yml")), "resnet50-v2-512");

    // The weights as this test has them, and the symbol beside them.
    private readonly string _weights;
    private readonly string _symbol;

    public ImportTests(MxnetFiles published)
    {
        File.Copy(Path.Combine(Laboratory.Repository, "experiments", "resnet50-512.yml"), _lab["experiments/resnet50-512.yml"]);
        (_weights, _symbol) = published.CopyTo(_lab["model"]);
    }

    public void Dispose() => _lab.Dispose();

    [SkippableFact]
    public void The_two_files_of_resnet50_ssd_512_demonstrate_on_the_references_picture()
    {
        var dog = SharedData.TryFind("images/dog.jpg");
        Skip.If(dog is null, SharedData.Absent);
        _lab.Options = _lab.Options with { From = [_weights, _symbol] };

        var lines = Import();

        Assert.Contains(lines, line => line.StartsWith("Import: ", StringComparison.Ordinal) && line.Contains("table mxnet-ssd-resnet50", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("fixed at 1: backbone.bn_data.weight", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains($"--target Demo --exclusive --experiment resnet50-v2-512 --run {_lab.Run.Id}", StringComparison.Ordinal));
        Assert.True(File.Exists(_lab.Run.Experiment));
        using (var report = JsonDocument.Parse(File.ReadAllBytes(_lab.Run.Import)))
        {
            Assert.Equal("mxnet-ssd-resnet50", report.RootElement.GetProperty("table").GetString());
            Assert.Equal("123, 117, 104", report.RootElement.GetProperty("conventions").GetProperty("pixels.mean").GetString());
        }

        _lab.Options = _lab.Options with { RunId = "latest", Images = [dog!], Threshold = 0.5 };
        using (var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None)) bench.Run(Stage.Demo);

        Assert.True(File.Exists(Path.Combine(_lab.Run.Demo, "dog.png")));
        Assert.Equal(Expected(dog!), Found());
    }

    [Fact]
    public void Weights_go_out_under_their_own_names_and_come_back_to_the_bit()
    {
        _lab.Options = _lab.Options with { From = [_weights, _symbol] };
        Import();
        var first = ContentHash.OfFile(Checkpoint.Newest(_lab.Run.Checkpoints)!.Weights);

        foreach (var (format, file) in new[] { ("params", "resnet50-v2-512-0000.params"), ("pth", "resnet50-v2-512.pth"), ("safetensors", "resnet50-v2-512.safetensors") })
        {
            _lab.Options = _lab.Options with { To = format, Output = _lab[$"out-{format}"], RunId = null };
            using (var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None)) bench.ExportWeights();
            var written = _lab[$"out-{format}/{file}"];
            if (format == "params")
            {
                var (original, back) = (ByName(WeightFiles.Read(_weights)), ByName(WeightFiles.Read(written)));
                Assert.Equal(original.Keys.Order(StringComparer.Ordinal), back.Keys.Order(StringComparer.Ordinal));
                Assert.All(original, entry => Assert.True(
                    entry.Key == "arg:bn_data_gamma" || entry.Value.Data.Span.SequenceEqual(back[entry.Key].Data.Span), $"{entry.Key} has other numbers"));
            }

            _lab.Options = _lab.Options with { From = [written], RunId = $"again-{format}" };
            Import();
            var again = new RunFolder(_lab[$"artifacts/resnet50-v2-512/again-{format}"]);
            Assert.Equal(first, ContentHash.OfFile(Checkpoint.Newest(again.Checkpoints)!.Weights));
        }
    }

    [Fact]
    public void A_run_that_was_imported_is_not_trained_and_not_imported_twice()
    {
        _lab.Options = _lab.Options with { From = [_weights] };
        Import();
        Assert.Contains(Import(), line => line.StartsWith("Import: unchanged, skipped", StringComparison.Ordinal));
        _lab.Options = _lab.Options with { RunId = _lab.Run.Id };
        using var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None);
        bench.Run(Stage.Train);
        Assert.Contains($"Train: {_lab.Run.Id} was imported, there is nothing to train ({_lab.Run.Root}).", _lab.Log.Take());
    }

    [Fact]
    public void Weights_of_another_network_are_refused_with_what_is_in_the_way()
    {
        _lab.Options = _lab.Options with { From = [_weights], Overrides = ["dataset.classes=[dog, cat]"] };
        var fault = Assert.Throws<MultiBoxException>(() => Import());
        Assert.StartsWith($"{_weights}: these are not the weights that the table 'mxnet-ssd-resnet50' is for:", fault.Message, StringComparison.Ordinal);
        Assert.Contains("arg:_plus12_cls_pred_conv_weight [84, 1024, 3, 3]: its place head.logits.0.weight has [12, 1024, 3, 3]", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("start from the file with 'train.init_from'.", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.Exists(_lab["artifacts/resnet50-v2-512"]) ? _lab.Runs : []);
    }

    [Fact]
    public void A_symbol_of_another_network_is_refused()
    {
        File.WriteAllText(_symbol, File.ReadAllText(_symbol).Replace("\"(7, 7)\"", "\"(5, 5)\"", StringComparison.Ordinal));
        _lab.Options = _lab.Options with { From = [_weights, _symbol] };
        Assert.Contains("conv0", Assert.Throws<MultiBoxException>(() => Import()).Message, StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Import()
    {
        _lab.Log.Take();
        using var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None);
        bench.Import();
        return _lab.Log.Take();
    }

    // The detector put together by hand: the network with each array in the place that the reference's symbol gives it, its mean pixel, its
    // boxes without a bound, and its operator's decoding.
    private static List<string> Expected(string dog)
    {
        var experiment = MappingBench.Experiment("resnet50-v2-512");
        TorchSharp.torch.manual_seed(1);
        using var model = SsdModel.Build(ModelSetup.Spec(experiment));
        MxnetDetector.Fill(model.Network);
        model.Adopt(new WeightConventions { Pixels = new PixelNormalization(new Rgb(123, 117, 104), new Rgb(1, 1, 1)), BoundSizes = false });
        var decoder = new BestClassDecoder(
            model.DefaultBoxes, model.BoxCoder, model.ClassCount,
            new DetectionDecoderOptions { ScoreThreshold = 0.5f, NmsThreshold = 0.5f, TopK = 400, MaxDetections = 400, ForceSuppress = true });
        var picture = ImageFile.Decode(dog);
        using var detector = DetectorLoader.Of(model, [.. experiment.Experiment.Dataset.Classes], decoder);
        var detections = detector.Detect(picture);
        Assert.NotEmpty(detections);
        return [.. DemoImage.Of("", "", picture, detections).Detections.Select(found => Text(found.Class, found.Score, found.Box))];
    }

    private List<string> Found()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_lab.Run.Demo, "detections.json")));
        return
        [
            .. file.RootElement.GetProperty("images")[0].GetProperty("detections").EnumerateArray().Select(found =>
                Text(found.GetProperty("class").GetString(), found.GetProperty("score").GetDouble(), found.GetProperty("box").EnumerateArray().Select(x => x.GetDouble()))),
        ];
    }

    private static string Text(string? name, double score, IEnumerable<double> box) => $"{name} {score:f4} {string.Join(' ', box.Select(x => $"{x:f1}"))}";

    private static Dictionary<string, WeightTensor> ByName(WeightFile file) => file.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
}
