using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Stages;
using MultiBox.Pipeline.Training;

namespace MultiBox.Pipeline.Tests.EndToEnd;

/// <summary>An experiment that is measured by COCO's rules, from training to regression.</summary>
[Trait("Category", "EndToEnd")]
public sealed class CocoMetricTests : IDisposable
{
    private static readonly string[] Numbers = ["AP", "AP50", "AP75", "APsmall", "APmedium", "APlarge", "AR1", "AR10", "AR100", "ARsmall", "ARmedium", "ARlarge"];

    private readonly Laboratory _lab = new(Laboratory.Tiny.Replace("evaluate: {batch_size: 2}", "evaluate: {metric: coco, max_detections: 100, batch_size: 2}", StringComparison.Ordinal));

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void Every_stage_tells_the_twelve_numbers()
    {
        var lines = _lab.RunTo(Stage.Evaluate);
        Assert.Empty(_lab.Log.Warnings);
        var run = _lab.Run;

        // metrics.json has no single IoU; mAP is AP.
        using var json = JsonDocument.Parse(File.ReadAllBytes(run.Metrics));
        Assert.Equal(["metric", "mAP", "perClass", "images", "imagesPerSecond", "summary"], json.RootElement.EnumerateObject().Select(x => x.Name));
        var metrics = RunMetrics.Read(run.Metrics);
        Assert.Equal(("coco", null, 4, 6), (metrics.Metric, metrics.Iou, metrics.Images, metrics.PerClass.Count));
        Assert.Equal(Numbers, metrics.Summary!.Keys);
        Assert.NotNull(metrics.MeanAveragePrecision);
        Assert.Equal(metrics.MeanAveragePrecision, metrics.Summary["AP"]);

        // Pictures of 64 pixels hold no large object.
        Assert.Null(metrics.Summary["APlarge"]);
        Assert.Equal(
            ["coco.json", "precision-recall.json"], Directory.GetFiles(run.Detections).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(File.Exists(Path.Combine(run.Curves, "precision-recall.png")));

        // The validation has them in its line and in the journal.
        Assert.Contains(lines, line => line.StartsWith("Epoch 2/2  validation mAP 0.", StringComparison.Ordinal) && Numbers.All(name => line.Contains($"  {name} ", StringComparison.Ordinal)));
        var validation = new TrainingJournal(run.Journal).Read().OfType<JournalValidation>().Last();
        Assert.Equal(Numbers, validation.Summary!.Keys);
        Assert.Equal(metrics.MeanAveragePrecision!.Value, validation.MeanAveragePrecision!.Value, 6);

        // The tables have them and the classes.
        Assert.Equal("tiny: COCO AP at IoU 0.50:0.95, 4 images", _lab.Log.Tables[^2].Title);
        Assert.Equal(Numbers, _lab.Log.Tables[^2].Rows.Select(row => row[0]));
        Assert.Equal("tiny: AP of each class", _lab.Log.Tables[^1].Title);
        Assert.Equal(["circle", "cross", "ring", "square", "star", "triangle", "mAP"], _lab.Log.Tables[^1].Rows.Select(row => row[0]));
    }

    [Fact]
    public void Another_metric_replaces_the_files_and_a_baseline_of_another_metric_is_refused()
    {
        _lab.RunTo(Stage.Evaluate);
        var (options, baseline) = (_lab.Options, _lab["experiments/baselines/tiny.json"]);
        Regression(accept: true);
        Regression();
        Assert.Equal("Regression: nothing fell by more than its tolerance.", _lab.Log.Lines[^1]);

        _lab.Options = options with { Overrides = ["evaluate.metric=voc07"] };
        _lab.RunTo(Stage.Evaluate);
        Assert.Equal(7, Directory.GetFiles(_lab.Run.Detections).Length);
        Assert.False(File.Exists(Path.Combine(_lab.Run.Detections, "coco.json")));
        Assert.Equal(
            $"The baseline {baseline} holds COCO AP at IoU 0.50:0.95, but this run VOC07 11-point AP at IoU 0.5. Evaluate alike, or record a new baseline with --accept.",
            Assert.Throws<MultiBoxException>(() => Regression()).Message);

        void Regression(bool accept = false)
        {
            using var bench = new Workbench(_lab.Options with { Accept = accept }, _lab.Log, CancellationToken.None);
            bench.CheckRegression();
        }
    }
}
