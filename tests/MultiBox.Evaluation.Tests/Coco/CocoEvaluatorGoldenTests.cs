using MultiBox.Boxes;
using MultiBox.Testing;

namespace MultiBox.Evaluation.Tests;

public class CocoEvaluatorGoldenTests
{
    [SkippableFact]
    public void The_constants_are_those_of_the_golden_file()
    {
        var golden = Open();
        golden.Root["iou_thresholds"].MustBeNear(CocoRules.IouThresholds.ToArray(), 1e-15);
        golden.Root["num_recall_thresholds"].MustEqual(CocoRules.RecallPoints.Length);
        golden.Root["max_dets"][2].MustEqual(CocoRules.MaxDetections);
        foreach (var area in Enum.GetValues<CocoArea>())
        {
            var (least, most) = CocoRules.RangeOf(area);
            golden.Root["area_ranges"][area.ToString().ToLowerInvariant()].MustBeNear([least, most], 0);
        }
    }

    [SkippableFact]
    public void Every_case_matches_the_golden_file()
    {
        var golden = Open();
        var tolerance = golden.Tolerance("absolute");
        Assert.NotEmpty(golden.Cases);
        foreach (var item in golden.Cases)
        {
            var result = Evaluate(item);
            var classes = result.Classes;
            foreach (var (name, value) in result.Summary) item["stats"][GoldenName(name)].MustBeNear(value ?? -1, tolerance);
            item["per_category_AP"].MustBeNear(classes.Select(c => c.Ap ?? -1), tolerance);
            item["per_category_AP50"].MustBeNear(classes.Select(c => c.Ap50 ?? -1), tolerance);
            item["per_iou_threshold_AP"].MustBeNear(
                Thresholds.Select(t => classes.Average(c => c.Curves(CocoArea.All)?.ApAt(t)) ?? -1), tolerance);
            item["recall_all_100"].MustBeNear(
                Thresholds.SelectMany(t => classes.Select(c => c.Curves(CocoArea.All)?.Recall[t] ?? -1)), tolerance);
            item["precision_at_iou_50_all_100"].MustBeNear(classes.SelectMany(c => Precision(c, 0)), tolerance);
            item["precision_at_iou_75_all_100"].MustBeNear(classes.SelectMany(c => Precision(c, 5)), tolerance);
        }
    }

    private static IEnumerable<int> Thresholds => Enumerable.Range(0, CocoRules.IouThresholds.Length);

    private static double[] Precision(CocoClassResult result, int threshold) =>
        result.Curves(CocoArea.All)?.Precision[threshold] ?? [.. Enumerable.Repeat(-1.0, CocoRules.RecallPoints.Length)];

    // AP50 is called so there too, but APsmall is AP_small and AR10 is AR_10.
    private static string GoldenName(string name) => name is "AP" or "AP50" or "AP75" ? name : $"{name[..2]}_{name[2..]}";

    private static CocoResult Evaluate(GoldenNode item)
    {
        var categories = item["category_ids"].Wholes;
        int Label(int category) => Array.IndexOf(categories, category) + 1;
        var (objects, found) = (item["gt"], item["detections"]);
        var truths = objects["bbox_xywh"].Floats.Chunk(4).Select((box, i) => (
            Image: objects["image_id"][i].Whole,
            Object: new CocoGroundTruth(Label(objects["category_id"][i].Whole), FromSize(box), objects["iscrowd"][i].Whole == 1, objects["area"][i].Number)));
        var detections = found["bbox_xywh"].Floats.Chunk(4).Select((box, i) => (
            Image: found["image_id"][i].Whole,
            Detection: new Detection(Label(found["category_id"][i].Whole), (float)found["score"][i].Number, FromSize(box))));
        var truthsOf = truths.ToLookup(x => x.Image, x => x.Object);
        var detectionsOf = detections.ToLookup(x => x.Image, x => x.Detection);
        var evaluator = new CocoEvaluator(categories.Length + 1);
        foreach (var image in item["image_ids"].Wholes.Order()) evaluator.AddImage(truthsOf[image], detectionsOf[image]);
        return evaluator.Evaluate();
    }

    private static Box FromSize(float[] x) => new(x[0], x[1], x[0] + x[2], x[1] + x[3]);

    private static GoldenFile Open()
    {
        var golden = GoldenFile.TryOpen("coco_ap.json");
        Skip.If(golden is null, SharedData.Absent);
        return golden;
    }
}
