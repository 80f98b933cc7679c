using System.Text.Json;
using MultiBox.Abstractions;
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
    private const string CodeVersion = "2";

    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Run(WorkContext work)
    {
        var run = work.Run;
        work.LockRun();
        var (model, weights) = work.TrainedModel();
        var split = work.Prepared.Split(DataSetup.SplitName(work.Experiment.Evaluate.Split));
        var precision = EvaluationSetup.Precision(work.Experiment.Evaluate, work.Device);
        var inputs = new Dictionary<string, string>
        {
            ["code"] = CodeVersion,
            ["weights"] = ContentHash.OfFile(weights),
            ["plugins"] = string.Join(' ', ManifestWriter.Plugins(work).Select(plugin => plugin.ContentHash)),
            ["classes"] = ContentHash.OfText(string.Join('\n', work.Experiment.Dataset.Classes)),
            ["model"] = ContentHash.OfText(work.Experiment.CanonicalText(ExperimentSection.Model)),
            ["evaluate"] = ContentHash.OfText(work.Experiment.CanonicalText(ExperimentSection.Evaluate)),
            ["data"] = split.Fingerprint,
            ["precision"] = precision.Name,
        };
        if (!work.IsCurrent("Evaluate", run.StageRecord(Stage), inputs, run.Root))
        {
            work.Log.Precision("Evaluate", precision);
            var evaluator = EvaluationSetup.Evaluator(work.Experiment);
            DatasetEvaluation? evaluation = null;
            work.Log.WithProgress(report => evaluation = EvaluationSetup.Evaluate(work, model, split, evaluator, done => report("evaluating", done)));
            var outputs = Write(work, run, evaluator, evaluation!);
            StageRecord.Write(run.StageRecord(Stage), Stage, inputs, run.Root, outputs, ManifestWriter.MadeWith(work, precision));
            ManifestWriter.Write(work, run);
        }

        if (work.IsTrained) LatestLink.Set(run.Root);
        Show(work, RunMetrics.Read(run.Metrics));
    }

    private static List<string> Write(WorkContext work, RunFolder run, IDetectionEvaluator evaluator, DatasetEvaluation evaluation)
    {
        var scores = evaluation.Scores;
        new RunMetrics(
            scores.Metric, scores.Iou, scores.MeanAp, scores.PerClass, evaluation.Images, Math.Round(evaluation.ImagesPerSecond, 2),
            scores.Summary.Count == 0 ? null : new Dictionary<string, double?>(scores.Summary)).Write(run.Metrics);

        // Results of another split or metric would be taken for this one's.
        if (Directory.Exists(run.Detections)) Directory.Delete(run.Detections, recursive: true);
        var set = DataSetup.SplitName(work.Experiment.Evaluate.Split);
        var outputs = new List<string> { run.Metrics };
        outputs.AddRange(evaluator.WriteDetections(run.Detections, set, evaluation.Detected));
        var curves = Path.Combine(run.Detections, "precision-recall.json");
        AtomicFile.WriteBytes(curves, JsonSerializer.SerializeToUtf8Bytes(
            scores.ClassCurves.ToDictionary(c => c.Name, c => new { c.PositiveCount, c.Recall, c.Precision }), _json));
        outputs.Add(curves);
        var picture = Path.Combine(run.Curves, "precision-recall.png");
        Curves.Write(
            picture, $"Precision and recall on {set}", "recall", "precision",
            [.. scores.DrawnCurves.Where(c => c.Recall is not null).Select(c => (c.Name, c.Recall!, c.Precision))]);
        outputs.Add(picture);
        return outputs;
    }

    private static void Show(WorkContext work, RunMetrics metrics)
    {
        var title = $"{work.Name}: {metrics.Rule}, {metrics.Images} images";
        if (metrics.Summary is { } summary) work.Log.Table(title, ["", ">value"], Rows(summary));
        work.Log.Table(metrics.Summary is null ? title : $"{work.Name}: AP of each class", ["class", ">AP"], [.. Rows(metrics.PerClass), ["mAP", Text(metrics.MeanAveragePrecision)]]);
        work.Log.Line($"Evaluate: mAP {Text(metrics.MeanAveragePrecision)}, {metrics.ImagesPerSecond:f1} images/s ({work.Run.Metrics}).");
    }

    private static IReadOnlyList<IReadOnlyList<string>> Rows(IReadOnlyDictionary<string, double?> numbers) =>
        [.. numbers.Select(x => (IReadOnlyList<string>)[x.Key, Text(x.Value)])];

    private static string Text(double? ap) => ap is { } value ? $"{value:f4}" : "-";
}
