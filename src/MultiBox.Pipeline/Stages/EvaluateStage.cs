using System.Text.Json;
using MultiBox.Evaluation;
using MultiBox.Experiments;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Detecting;
using MultiBox.Pipeline.Setup;

namespace MultiBox.Pipeline.Stages;

/// <summary>Measures the trained detector on a split.</summary>
internal static class EvaluateStage
{
    private const string Stage = "evaluate";

    /// <summary>Raised when the same inputs evaluate to another result.</summary>
    private const string CodeVersion = "1";

    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Run(WorkContext work)
    {
        var run = work.Run;
        work.LockRun();
        var (model, weights) = work.TrainedModel();
        var split = work.Prepared.Split(DataSetup.SplitName(work.Experiment.Evaluate.Split));
        var inputs = new Dictionary<string, string>
        {
            ["code"] = CodeVersion,
            ["weights"] = ContentHash.OfFile(weights),
            ["plugins"] = string.Join(' ', ManifestWriter.Plugins(work).Select(plugin => plugin.ContentHash)),
            ["classes"] = ContentHash.OfText(string.Join('\n', work.Experiment.Dataset.Classes)),
            ["model"] = ContentHash.OfText(work.Experiment.CanonicalText(ExperimentSection.Model)),
            ["evaluate"] = ContentHash.OfText(work.Experiment.CanonicalText(ExperimentSection.Evaluate)),
            ["data"] = split.Fingerprint,
        };
        if (!work.IsCurrent("Evaluate", run.StageRecord(Stage), inputs, run.Root))
        {
            DatasetEvaluation? evaluation = null;
            work.Log.WithProgress(report => evaluation = EvaluationSetup.Evaluate(work, model, split, done => report("evaluating", done)));
            var outputs = Write(work, run, evaluation!);
            StageRecord.Write(run.StageRecord(Stage), Stage, inputs, run.Root, outputs, ManifestWriter.MadeWith(work));
            ManifestWriter.Write(work, run);
        }

        if (work.IsTrained) LatestLink.Set(run.Root);
        Show(work, RunMetrics.Read(run.Metrics));
    }

    private static List<string> Write(WorkContext work, RunFolder run, DatasetEvaluation evaluation)
    {
        var options = work.Experiment.Evaluate;
        IReadOnlyList<string> classes = [.. work.Experiment.Dataset.Classes];
        var metric = EvaluationSetup.Metric(options);
        new RunMetrics(
            metric == VocMetric.ElevenPoint ? "voc07" : "voc",
            options.Iou,
            evaluation.Result.MeanAp(metric),
            evaluation.Result.Classes.ToDictionary(c => classes[c.Label - 1], c => c.Ap(metric)),
            evaluation.Images,
            Math.Round(evaluation.ImagesPerSecond, 2)).Write(run.Metrics);

        // Results of another split would be taken for this one's.
        if (Directory.Exists(run.Detections)) Directory.Delete(run.Detections, recursive: true);
        var set = DataSetup.SplitName(options.Split);
        var outputs = new List<string> { run.Metrics };
        outputs.AddRange(DevkitResults.Write(
            run.Detections, classes,
            evaluation.Detections.SelectMany(image => image.Detections.Select(detection => new DevkitDetection(DevkitId(image.Record.Id), detection))), set));
        var curves = Path.Combine(run.Detections, "precision-recall.json");
        AtomicFile.WriteBytes(curves, JsonSerializer.SerializeToUtf8Bytes(
            evaluation.Result.Classes.ToDictionary(c => classes[c.Label - 1], c => new { c.PositiveCount, c.Recall, c.Precision }), _json));
        outputs.Add(curves);
        var picture = Path.Combine(run.Curves, "precision-recall.png");
        Curves.Write(
            picture, $"Precision and recall on {set}", "recall", "precision",
            [.. evaluation.Result.Classes.Where(c => c.Recall is not null).Select(c => (classes[c.Label - 1], c.Recall!, c.Precision))]);
        outputs.Add(picture);
        return outputs;
    }

    // The devkit separates columns by white space.
    private static string DevkitId(string id) => string.Concat(id.Select(letter => char.IsWhiteSpace(letter) ? '_' : letter));

    private static void Show(WorkContext work, RunMetrics metrics)
    {
        work.Log.Table(
            $"{work.Name}: {(metrics.Metric == "voc07" ? "VOC07 11-point" : "VOC area")} AP at IoU {metrics.Iou:0.##}, {metrics.Images} images",
            ["class", ">AP"],
            [.. metrics.PerClass.Select(c => (IReadOnlyList<string>)[c.Key, Text(c.Value)]), ["mAP", Text(metrics.MeanAveragePrecision)]]);
        work.Log.Line($"Evaluate: mAP {Text(metrics.MeanAveragePrecision)}, {metrics.ImagesPerSecond:f1} images/s ({work.Run.Metrics}).");
    }

    private static string Text(double? ap) => ap is { } value ? $"{value:f4}" : "-";
}
