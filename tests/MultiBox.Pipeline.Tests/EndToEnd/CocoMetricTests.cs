using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Imaging;
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

    [Fact]
    public void Data_in_COCOs_format_is_measured_with_its_crowds_areas_and_ids()
    {
        const string Dataset = """
            dataset:
              classes: [dog, cat]
              keep_empty: true
              sources:
                - {name: tiny-coco, format: coco, root: coco, train: train, test: val}
            """;
        var tiny = Laboratory.Tiny[Laboratory.Tiny.IndexOf("model:", StringComparison.Ordinal)..];
        using var lab = new Laboratory(Dataset + "\n" + tiny.Replace("evaluate: {batch_size: 2}", "evaluate: {metric: coco, max_detections: 100, score_threshold: 0}", StringComparison.Ordinal));
        WriteCoco(lab, "train", images: 8);
        WriteCoco(lab, "val", images: 3);
        lab.RunTo(Stage.Evaluate);

        // Of the two dogs in each picture one is a crowd; the cats are small by their outlines only.
        var metrics = RunMetrics.Read(lab.Run.Metrics);
        Assert.Equal(4, metrics.Images);
        Assert.NotNull(metrics.PerClass["dog"]);
        Assert.NotNull(metrics.Summary!["APsmall"]);
        Assert.NotNull(metrics.Summary["APmedium"]);
        using var curves = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(lab.Run.Detections, "precision-recall.json")));
        Assert.Equal([3, 3], curves.RootElement.EnumerateObject().Select(curve => curve.Value.GetProperty("positiveCount").GetInt32()));

        using var results = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(lab.Run.Detections, "coco.json")));
        var found = results.RootElement.EnumerateArray().ToList();
        Assert.Equal([500, 501, 502, 599], found.Select(x => x.GetProperty("image_id").GetInt32()).Distinct().Order());
        Assert.Equal([17, 18], found.Select(x => x.GetProperty("category_id").GetInt32()).Distinct().Order());
    }

    // Pictures of 64 pixels with a dog, a crowd of dogs and a cat, and one more with nothing in it.
    private static void WriteCoco(Laboratory lab, string set, int images)
    {
        var folder = Directory.CreateDirectory(lab[$"coco/{set}"]).FullName;
        foreach (var name in Enumerable.Range(0, images).Select(i => $"{i}").Append("empty")) ImageFile.Write(Path.Combine(folder, $"{set}-{name}.png"), new RgbImage(64, 64, 90));
        Directory.CreateDirectory(lab["coco/annotations"]);
        File.WriteAllText(lab[$"coco/annotations/instances_{set}.json"], JsonSerializer.Serialize(new
        {
            images = Enumerable.Range(0, images).Select(i => new { id = 500 + i, file_name = $"{set}-{i}.png" }).Append(new { id = 599, file_name = $"{set}-empty.png" }),
            annotations = Enumerable.Range(0, images).SelectMany(i => new[] { Item(3 * i, i, 18, 0, [2, 2, 40, 40]), Item((3 * i) + 1, i, 18, 1, [30, 2, 30, 60]), Item((3 * i) + 2, i, 17, 0, [10, 22, 40, 40]) }),
            categories = new[] { new { id = 17, name = "cat" }, new { id = 18, name = "dog" } },
        }));

        static object Item(int id, int image, int category, int crowd, int[] bbox) =>
            new { id, image_id = 500 + image, category_id = category, iscrowd = crowd, bbox, area = category == 17 ? 700.5 : bbox[2] * bbox[3] };
    }
}
