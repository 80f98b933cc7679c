using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Imaging;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Stages;
using MultiBox.Pipeline.Training;

namespace MultiBox.Pipeline.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class WorkbenchTests(FinishedLaboratory finished) : IClassFixture<FinishedLaboratory>, IDisposable
{
    // All stages have run.
    private readonly Laboratory _lab = finished.Copy();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void One_run_leaves_every_artifact()
    {
        var run = _lab.Run;
        string[] classes = ["circle", "cross", "ring", "square", "star", "triangle"];
        Assert.Equal(
            new[]
            {
                "experiment.resolved.yml", "manifest.json", "metrics.json", "train.jsonl", "curves/learning-rate.png", "curves/loss.png", "curves/map.png",
                "curves/precision-recall.png", "demo/detections.json", "demo/test_00001.png", "demo/test_00002.png", "detections/precision-recall.json",
                "stages/demo.json", "stages/evaluate.json", "stages/train.json", "stages/train.started.json",
            }
            .Concat(classes.Select(name => $"detections/comp4_det_test_{name}.txt"))
            .Concat(new[] { "epoch-0001", "epoch-0002" }.SelectMany(
                checkpoint => new[] { "optimizer.safetensors", "state.json", "weights.safetensors" }.Select(file => $"checkpoints/{checkpoint}/{file}")))
            .Order(StringComparer.Ordinal),
            Outputs(run).Order(StringComparer.Ordinal));

        Assert.StartsWith("seed1-", run.Id, StringComparison.Ordinal);
        Assert.Equal(run.Id, new DirectoryInfo(_lab["artifacts/tiny/latest"]).LinkTarget);
        // The resolved experiment has every value, those of the plugins too.
        var resolved = ResolvedExperiment.Load(_lab[""], "tiny", [], PluginCatalogue.Load(_lab.Options.PluginFolders)).Experiment;
        Assert.Equal(resolved, ExperimentFiles.Read(_lab[""], run.Experiment));

        // Three steps in each of two epochs, each with its line, and a validation after each epoch.
        var journal = new TrainingJournal(run.Journal).Read();
        Assert.Equal([1, 2, 3, 4, 5, 6], journal.OfType<JournalStep>().Select(entry => entry.Step));
        Assert.Equal([1, 2], journal.OfType<JournalValidation>().Select(entry => entry.Epoch));

        var metrics = RunMetrics.Read(run.Metrics);
        Assert.Equal(("voc07", (double?)0.5, 4), (metrics.Metric, metrics.Iou, metrics.Images));
        Assert.Null(metrics.Summary);
        Assert.Equal(classes, metrics.PerClass.Keys);
        Assert.All(Directory.GetFiles(run.Curves), file => Assert.Equal((960, 540), ImageFile.ReadSize(file)));
    }

    [Fact]
    public void The_manifest_says_what_the_run_was_made_from_and_holds_every_hash()
    {
        var run = _lab.Run;
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(run.Manifest));
        var root = manifest.RootElement;
        Assert.Equal(
            Outputs(run).Where(file => file != "manifest.json").Order(StringComparer.Ordinal).Select(file => (file, ContentHash.OfFile(Path.Combine(run.Root, file)))),
            root.GetProperty("outputs").EnumerateObject().Select(output => (output.Name, output.Value.GetString()!)).OrderBy(output => output.Name, StringComparer.Ordinal));
        Assert.Equal(("tiny", run.Id, 1, "cpu"), (Text("experiment"), Text("run"), root.GetProperty("seed").GetInt32(), Text("device")));
        Assert.Equal(["demo", "evaluate", "train"], root.GetProperty("inputs").EnumerateObject().Select(stage => stage.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["backbone compact", "head multibox", "loss multibox"],
            root.GetProperty("plugins").EnumerateArray().Select(plugin => $"{plugin.GetProperty("kind").GetString()} {plugin.GetProperty("name").GetString()}"));
        Assert.Equal(["fp32", "fp32", "fp32"], root.GetProperty("madeWith").EnumerateObject().Select(stage => stage.Value.GetProperty("precision").GetString()));
        // The temporary repository is no git repository.
        Assert.Equal(JsonValueKind.Null, root.GetProperty("commit").ValueKind);
        foreach (var package in new[] { ".NET", "TorchSharp", "libtorch", "SkiaSharp" }) Assert.Matches(@"^\d+\.\d+", root.GetProperty("packages").GetProperty(package).GetString());

        string? Text(string name) => root.GetProperty(name).GetString();
    }

    [Fact]
    public void A_second_run_skips_every_stage_and_changes_no_file()
    {
        var before = _lab.Files("artifacts", "data");
        var lines = _lab.RunTo(Stage.Demo);
        Assert.Equal(["Prepare: unchanged, skipped", "Train: unchanged, skipped", "Evaluate: unchanged, skipped", "Demo: unchanged, skipped"], Laboratory.Decisions(lines));
        Assert.Equal(before, _lab.Files("artifacts", "data"));
        // The result is told all the same.
        Assert.Contains(lines, line => line.StartsWith("Evaluate: mAP ", StringComparison.Ordinal));
    }

    [Fact]
    public void Forced_stages_run_again_to_the_same_weights_and_metrics()
    {
        var (weights, metrics) = (_lab.WeightsHash, RunMetrics.Read(_lab.Run.Metrics));
        var pictures = Directory.GetFiles(_lab.Run.Demo).Select(ContentHash.OfFile).ToList();
        var trained = File.GetLastWriteTimeUtc(_lab.Run.StageRecord("train"));
        _lab.Options = _lab.Options with { Force = true };
        Assert.Equal(["Train: forced", "Evaluate: forced", "Demo: forced"], Laboratory.Decisions(_lab.RunTo(Stage.Demo)));
        Assert.NotEqual(trained, File.GetLastWriteTimeUtc(_lab.Run.StageRecord("train")));
        Assert.Equal(weights, _lab.WeightsHash);
        Assert.Equal(metrics.PerClass, RunMetrics.Read(_lab.Run.Metrics).PerClass);
        Assert.Equal(pictures, Directory.GetFiles(_lab.Run.Demo).Select(ContentHash.OfFile));
    }

    [Fact]
    public void Outputs_that_are_missing_or_altered_are_made_again_and_nothing_else()
    {
        File.Delete(_lab.Run.Metrics);
        Assert.Equal(["Train: unchanged, skipped", "Evaluate: runs again (missing: metrics.json)", "Demo: unchanged, skipped"], Again());

        File.AppendAllText(Path.Combine(_lab.Run.Demo, "test_00002.png"), " ");
        Assert.Equal(["Train: unchanged, skipped", "Evaluate: unchanged, skipped", "Demo: runs again (altered: demo/test_00002.png)"], Again());

        // What follows from the journal and the experiment is written again: no training for a lost picture.
        var curve = Path.Combine(_lab.Run.Curves, "loss.png");
        File.Delete(curve);
        File.Delete(_lab.Run.Experiment);
        Assert.Equal(["Train: unchanged, skipped", "Evaluate: unchanged, skipped", "Demo: unchanged, skipped"], Again());
        Assert.True(File.Exists(curve) && File.Exists(_lab.Run.Experiment));

        // Without its weights a run is nothing: its results go with them, and come again.
        var weights = Checkpoint.Newest(_lab.Run.Checkpoints)!.Weights;
        var before = ContentHash.OfFile(weights);
        File.Delete(weights);
        Assert.StartsWith("Train: runs again (missing: checkpoints/", Again().First(), StringComparison.Ordinal);
        Assert.Equal(before, ContentHash.OfFile(weights));
        Assert.True(File.Exists(_lab.Run.Metrics));
        Assert.Equal(["Train: unchanged, skipped", "Evaluate: unchanged, skipped", "Demo: unchanged, skipped"], Again());

        IEnumerable<string> Again() => Laboratory.Decisions(_lab.RunTo(Stage.Demo)).Skip(1);
    }

    [Fact]
    public void Changed_inputs_run_just_the_stages_that_they_concern()
    {
        var options = _lab.Options;
        _lab.Options = options with { Threshold = 0.05 };
        Assert.Equal(["Prepare: unchanged, skipped", "Train: unchanged, skipped", "Evaluate: unchanged, skipped", "Demo: runs again (changed: threshold)"], Again());
        _lab.Options = options with { Threshold = 0.05, Overrides = ["evaluate.metric=voc"] };
        Assert.Equal(["Prepare: unchanged, skipped", "Train: unchanged, skipped", "Evaluate: runs again (changed: evaluate)", "Demo: runs again (changed: evaluate)"], Again());
        Assert.Equal("voc", RunMetrics.Read(_lab.Run.Metrics).Metric);

        // Another test picture: neither the training nor the pictures of the demonstration know it.
        Darken("test_00004");
        Assert.Equal(["Prepare: runs again (changed)", "Train: unchanged, skipped", "Evaluate: runs again (changed: data)", "Demo: unchanged, skipped"], Again());
        Assert.Single(_lab.Runs);

        IEnumerable<string> Again() => Laboratory.Decisions(_lab.RunTo(Stage.Demo));
    }

    [Fact]
    public void A_changed_training_picture_or_setting_makes_a_run_of_its_own()
    {
        var (first, weights) = (_lab.Run, _lab.WeightsHash);
        Darken("train_00003");
        _lab.RunTo(Stage.Train);
        Assert.Equal(2, _lab.Runs.Count());
        _lab.Options = _lab.Options with { Overrides = ["train.learning_rate.base=0.003"] };
        _lab.RunTo(Stage.Train);
        Assert.Equal(3, _lab.Runs.Count());
        Assert.Equal(weights, ContentHash.OfFile(Path.Combine(first.Checkpoints, "epoch-0002", "weights.safetensors")));
    }

    [Fact]
    public void A_seed_fixes_the_weights_wherever_the_artifacts_go()
    {
        var (id, weights) = (_lab.Run.Id, _lab.WeightsHash);
        _lab.Options = _lab.Options with { ArtifactsFolder = _lab["elsewhere"] };
        _lab.RunTo(Stage.Train);
        Assert.Equal((id, weights), (_lab.Run.Id, _lab.WeightsHash));
        _lab.Options = _lab.Options with { ArtifactsFolder = _lab["other seed"], Overrides = ["seed=2"] };
        _lab.RunTo(Stage.Train);
        Assert.StartsWith("seed2-", _lab.Run.Id, StringComparison.Ordinal);
        Assert.NotEqual(weights, _lab.WeightsHash);
    }

    [Fact]
    public void Stages_before_their_time_say_what_comes_first()
    {
        using var lab = new Laboratory();
        using var bench = new Workbench(lab.Options, lab.Log, CancellationToken.None);
        Assert.Equal(
            "The data set of experiment 'tiny' is not prepared. Run --target Prepare --experiment tiny.",
            Assert.Throws<MultiBoxException>(() => bench.Run(Stage.Train)).Message);
        bench.Run(Stage.Fetch);
        bench.Run(Stage.Prepare);
        Assert.Matches(
            "^/.*/artifacts/tiny/seed1-[0-9a-f]{8} holds no checkpoint\\. Run --target Train --experiment tiny first\\.$",
            Assert.Throws<MultiBoxException>(() => bench.Run(Stage.Evaluate)).Message);
    }

    [Fact]
    public void Pictures_of_the_command_line_are_drawn_under_names_of_their_own()
    {
        foreach (var name in new[] { "a/dog.png", "b/dog.png", "b/cat.png" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_lab[name])!);
            ImageFile.Write(_lab[name], new RgbImage(90, 60, 120));
        }

        _lab.Options = _lab.Options with { Images = [_lab["a/dog.png"], _lab["b"]] };
        _lab.RunTo(Stage.Demo);
        Assert.Equal(["cat.png", "detections.json", "dog-2.png", "dog.png"], Directory.GetFiles(_lab.Run.Demo).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        // Enlarged five times, for the labels' sake.
        Assert.Equal((450, 300), ImageFile.ReadSize(Path.Combine(_lab.Run.Demo, "dog-2.png")));

        _lab.Options = _lab.Options with { Images = [_lab["a/dig.png"]] };
        Assert.Equal(
            $"--images: there is no picture or folder {_lab["a/dig.png"]}. Did you mean 'dog.png'?",
            Assert.Throws<MultiBoxException>(() => _lab.RunTo(Stage.Demo)).Message);
        // What was there stays.
        Assert.Equal(4, Directory.GetFiles(_lab.Run.Demo).Length);
    }

    [Fact]
    public void The_name_latest_means_the_run_that_was_evaluated_last()
    {
        var run = _lab.Run;
        _lab.Options = _lab.Options with { RunId = "latest" };
        Assert.Contains("Train: unchanged, skipped", Laboratory.Decisions(_lab.RunTo(Stage.Evaluate)));
        Assert.True(File.Exists(run.Metrics));
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(run.Root)!, "latest", "metrics.json")));
    }

    [Fact]
    public void A_run_that_another_process_works_in_is_left_alone()
    {
        using var other = new FileStream(Path.Combine(Path.GetDirectoryName(_lab.Run.Root)!, $".{_lab.Run.Id}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var fault = Assert.Throws<MultiBoxException>(() => _lab.RunTo(Stage.Evaluate));
        Assert.StartsWith($"Another process works in run '{_lab.Run.Id}'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_regression_is_found_against_an_accepted_baseline()
    {
        var baseline = _lab["experiments/baselines/tiny.json"];
        Assert.Equal($"There is no baseline {baseline}. Record this run as the baseline with --accept.", Assert.Throws<MultiBoxException>(() => Check(_lab.Options)).Message);
        Check(_lab.Options with { Accept = true });
        Check(_lab.Options);
        Assert.Equal("Regression: nothing fell by more than its tolerance.", _lab.Log.Lines[^1]);

        var accepted = RunMetrics.Read(baseline);
        (accepted with { MeanAveragePrecision = accepted.MeanAveragePrecision + 0.5 }).Write(baseline);
        Assert.Matches(
            @"^Regression of tiny: mAP 0\.\d{4} -> 0\.\d{4}\. If that is meant, record a new baseline with --accept\.$",
            Assert.Throws<MultiBoxException>(() => Check(_lab.Options)).Message);
        Assert.Equal("DROPPED", _lab.Log.Tables[^1].Rows[0][^1]);

        (accepted with { Images = 400 }).Write(baseline);
        Assert.Contains("was measured on 400 images, this run on 4.", Assert.Throws<MultiBoxException>(() => Check(_lab.Options)).Message, StringComparison.Ordinal);

        (accepted with { Metric = "voc" }).Write(baseline);
        Assert.Contains("Evaluate alike, or record a new baseline with --accept.", Assert.Throws<MultiBoxException>(() => Check(_lab.Options)).Message, StringComparison.Ordinal);

        void Check(WorkbenchOptions options)
        {
            using var bench = new Workbench(options, _lab.Log, CancellationToken.None);
            bench.CheckRegression();
        }
    }

    [Fact]
    public void The_plugins_are_listed_with_their_options()
    {
        using var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None);
        bench.ListPlugins();
        var plugins = _lab.Log.Tables[0];
        Assert.Equal(["kind", "name", "version", "contract", "description", "folder"], plugins.Columns);
        foreach (var plugin in new[] { "backbone compact", "backbone resnet50", "head multibox", "loss multibox" })
        {
            Assert.Contains(plugin, plugins.Rows.Select(row => $"{row[0]} {row[1]}"));
        }

        var compact = _lab.Log.Tables.Single(table => table.Title == "Options of backbone compact");
        Assert.Equal(["width", "a whole number", "16"], compact.Rows[0].Take(3));
    }

    [Fact]
    public void The_doctor_finds_a_machine_that_runs_these_tests_fit_to_train()
    {
        using var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None);
        bench.Doctor();
        Assert.Equal("Doctor: training can run on this machine.", _lab.Log.Lines[^1]);
        Assert.Contains(_lab.Log.Tables.Single(table => table.Title == "Plugins").Rows, row => row[0] == "backbone compact" && row[2] == "ok");
    }

    private static IEnumerable<string> Outputs(RunFolder run) =>
        Directory.GetFiles(run.Root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(run.Root, file).Replace('\\', '/'));

    private void Darken(string picture)
    {
        var path = _lab[$"data/shapes/JPEGImages/{picture}.jpg"];
        var image = ImageFile.Decode(path);
        ImageFile.Write(path, new RgbImage(image.Width, image.Height, [.. image.Pixels.Select(value => (byte)(value / 2))]));
    }
}
