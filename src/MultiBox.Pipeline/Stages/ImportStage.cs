using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Importing;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Stages;

/// <summary>Makes a run of a detector that was trained elsewhere.</summary>
internal static class ImportStage
{
    private const string Stage = "import";

    /// <summary>Raised when the same inputs import to another result.</summary>
    private const string CodeVersion = "1";

    public static void Run(WorkContext work)
    {
        if (work.Options.From.Count == 0) throw new MultiBoxException("Import: --from is missing. Expected a weight file (.safetensors, .pth, .params, .caffemodel), with its -symbol.json after a comma for MXNet, or a name of the catalogue of weights.");
        var files = InitialWeights.Find(work, work.Options.From);
        var inputs = Inputs(work, files);
        var run = Folder(work, inputs);
        work.LockRun(run);
        if (File.Exists(run.Import) && work.IsCurrent("Import", run.StageRecord(Stage), inputs, run.Root))
        {
            ShowNext(work, run);
            return;
        }

        RefuseOther(work, run);
        var weights = WeightFiles.Read(files[0]);
        if (files.Count > 1) MxnetSymbolCheck.Require(MxnetSymbol.Read(files[1]), weights);
        var model = work.BuildModel();
        var mapped = WeightMatching.Map(work.Options.RepositoryRoot, work.Resolved, model, weights, WeightUse.Detector);
        NetworkWeights.Put(model, mapped);
        Write(work, run, model, mapped, inputs, ContentHash.OfFile(files[0]));
        ImportReport.Show(work.Log, "Import", mapped);
        LatestLink.Set(run.Root);
        ShowNext(work, run);
    }

    private static Dictionary<string, string> Inputs(WorkContext work, IReadOnlyList<string> files)
    {
        var inputs = new Dictionary<string, string>
        {
            ["code"] = CodeVersion,
            ["classes"] = ContentHash.OfText(string.Join('\n', work.Experiment.Dataset.Classes)),
            ["model"] = ContentHash.OfText(work.Experiment.CanonicalText(ExperimentSection.Model)),
            ["tables"] = InitialWeights.TablesHash(work),
        };
        foreach (var (i, file) in files.Index()) inputs[i == 0 ? "weights" : "symbol"] = ContentHash.OfFile(file);
        foreach (var plugin in ManifestWriter.Plugins(work)) inputs[$"plugin.{plugin.Kind}"] = plugin.ContentHash;
        return inputs;
    }

    private static RunFolder Folder(WorkContext work, Dictionary<string, string> inputs)
    {
        if (work.Options.RunId is { } id && LatestLink.IsName(id)) throw new MultiBoxException("Import: --run latest is the name of a link. Give the run a name of its own, or leave --run out.");
        return new RunFolder(Path.Combine(work.Options.ArtifactsFolder, work.Name, work.Options.RunId ?? $"imported-{StageRecord.Fingerprint(inputs)[..8]}"));
    }

    private static void RefuseOther(WorkContext work, RunFolder run)
    {
        if (!Directory.Exists(run.Root) || work.Options.Force) return;
        var what = File.Exists(run.Import) ? "was imported from other weights, or its files changed since" : "was trained here";
        throw new MultiBoxException($"Run '{run.Id}' {what}: {run.Root}.\nUse another --run, or --force to import in its place.");
    }

    // The folder appears whole, in place of one that was there.
    private static void Write(WorkContext work, RunFolder run, Model.SsdModel model, MappedWeights mapped, Dictionary<string, string> inputs, string sha256)
    {
        var next = new RunFolder($"{run.Root}.{Environment.ProcessId}.tmp");
        try
        {
            Directory.CreateDirectory(next.Root);
            AtomicFile.WriteText(next.Experiment, ExperimentYaml.Write(work.Experiment));
            ImportReport.Write(next.Import, mapped, sha256);
            var checkpoint = Checkpoint.SaveImported(next.Checkpoints, model);
            StageRecord.Write(next.StageRecord(Stage), Stage, inputs, next.Root, [checkpoint.Weights, next.Import], ManifestWriter.MadeWith(work));
            if (Directory.Exists(run.Root)) Directory.Delete(run.Root, recursive: true);
            Directory.Move(next.Root, run.Root);
        }
        finally
        {
            if (Directory.Exists(next.Root)) Directory.Delete(next.Root, recursive: true);
        }

        ManifestWriter.Write(work, run);
    }

    private static void ShowNext(WorkContext work, RunFolder run)
    {
        var common = $"--experiment {work.Options.Experiment} --run {run.Id}";
        work.Log.Line($"Import: {run.Root}");
        work.Log.Line("Detect objects in pictures of yours, which needs no data set, and measure the detector on the experiment's:");
        work.Log.Line($"  ./build.sh --target Demo --exclusive {common} --images PICTURES --threshold 0.5");
        work.Log.Line($"  ./build.sh --target Evaluate {common}");
    }
}
