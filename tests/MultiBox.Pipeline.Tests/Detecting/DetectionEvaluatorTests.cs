using System.Text.Json;
using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Evaluation;
using MultiBox.Pipeline.Detecting;

namespace MultiBox.Pipeline.Tests.Detecting;

public sealed class DetectionEvaluatorTests : IDisposable
{
    private static readonly string[] Classes = ["cat", "dog", "eel"];
    private static readonly Box A = new(0, 0, 100, 100);
    private static readonly Box B = new(200, 200, 220, 220);
    private static readonly Box Group = new(300, 0, 400, 100);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void COCO_has_twelve_numbers_and_its_mean_is_AP()
    {
        var coco = Coco();
        coco.AddImage(Image("000000000139", [new(1, A, false, false), new(2, B, false, false)], [new(1, 0.9f, A), new(2, 0.8f, new Box(200, 200, 220, 216))]));
        var scores = coco.Evaluate();

        // The cat is found exactly. Of the dog's 20 x 20 pixels 20 x 16 are found: IoU 0.8, so at 7 of 10 thresholds.
        Assert.Equal(("coco", null), (scores.Metric, scores.Iou));
        Assert.Equal(["cat", "dog", "eel"], scores.PerClass.Keys);
        Assert.Equal([1, 0.7, null], scores.PerClass.Values.Select(Rounded));
        Assert.Equal(0.85, Rounded(scores.MeanAp));
        Assert.Equal(
            [("AP", 0.85), ("AP50", 1), ("AP75", 1), ("APsmall", 0.7), ("APmedium", null), ("APlarge", 1), ("AR1", 0.85), ("AR10", 0.85), ("AR100", 0.85), ("ARsmall", 0.7), ("ARmedium", null), ("ARlarge", 1)],
            scores.Summary.Select(x => (x.Key, Rounded(x.Value))));
    }

    [Fact]
    public void COCO_draws_a_mean_curve_for_each_threshold_and_keeps_that_of_each_class_at_IoU_one_half()
    {
        var coco = Coco();
        coco.AddImage(Image("1", [new(1, A, false, false), new(2, B, false, false)], [new(1, 0.9f, A), new(2, 0.8f, new Box(200, 200, 220, 216))]));
        var scores = coco.Evaluate();
        Assert.Equal(["cat", "dog", "eel"], scores.ClassCurves.Select(c => c.Name));
        Assert.Equal([1, 1, 0], scores.ClassCurves.Select(c => c.PositiveCount));
        Assert.Equal([101, 101, null], scores.ClassCurves.Select(c => c.Recall?.Length));
        Assert.Equal(
            ["IoU 0.50", "IoU 0.55", "IoU 0.60", "IoU 0.65", "IoU 0.70", "IoU 0.75", "IoU 0.80", "IoU 0.85", "IoU 0.90", "IoU 0.95"],
            scores.DrawnCurves.Select(c => c.Name));
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5], scores.DrawnCurves.Select(c => Math.Round(c.Precision[100], 12)));
        Assert.Empty(Coco().Evaluate().DrawnCurves);
    }

    [Fact]
    public void The_area_of_the_annotation_and_crowds_reach_COCO()
    {
        var coco = Coco();
        coco.AddImage(Image("1", [new(1, A, false, false, Area: 500), new(1, Group, false, false, Crowd: true)], [new(1, 0.9f, new Box(310, 10, 330, 50)), new(1, 0.8f, A)]));
        var scores = coco.Evaluate();
        Assert.Equal(1, Rounded(scores.MeanAp));
        Assert.Equal([1, null, null], scores.Summary.Where(x => x.Key is "APsmall" or "APmedium" or "APlarge").Select(x => Rounded(x.Value)));
    }

    [Theory]
    [InlineData(false, 1.0)]
    [InlineData(true, 0.505)] // 51 of 101 points, as one of two objects is not found.
    public void COCO_passes_over_difficult_objects_unless_asked(bool useDifficult, double expected)
    {
        var coco = new CocoDetectionEvaluator(Classes, useDifficult);
        coco.AddImage(Image("1", [new(1, A, false, false), new(1, B, true, false)], [new(1, 0.8f, A)]));
        Assert.Equal(expected, coco.Evaluate().MeanAp!.Value, 3);
    }

    [Fact]
    public void COCO_writes_its_results_format()
    {
        string[] files = [.. Coco().WriteDetections(_folder["detections"], "test",
        [
            Image("000000000139", [], [new(2, 0.5f, B), new(1, 0.25f, A)]),
            Image("no_number", [], []),
            Image("000000000140", [], [new(3, 0.125f, new Box(1, 2, 4, 6))]),
        ])];
        Assert.Equal([_folder["detections/coco.json"]], files);
        Assert.Equal(
            """[{"image_id":139,"category_id":2,"bbox":[200,200,20,20],"score":0.5},{"image_id":139,"category_id":1,"bbox":[0,0,100,100],"score":0.25},{"image_id":140,"category_id":3,"bbox":[1,2,3,4],"score":0.125}]""",
            File.ReadAllText(files[0]));
        Assert.Equal(3, JsonDocument.Parse(File.ReadAllBytes(files[0])).RootElement.GetArrayLength());
        Assert.Equal(files, Directory.GetFiles(_folder["detections"]));
    }

    [Fact]
    public void COCO_writes_the_ids_of_the_annotation_file()
    {
        var annotations = _folder.Write(
            "instances_test.json", """
            {"images": [{"id": 7, "file_name": "a.jpg"}, {"id": 9, "file_name": "b/c.jpg"}], "annotations": [],
             "categories": [{"id": 90, "name": "eel"}, {"id": 17, "name": "cat"}]}
            """);
        var files = Coco().WriteDetections(_folder["detections"], "test", new[] { Image("a", [], [new(1, 0.5f, A), new(2, 0.5f, A)]), Image("c", [], [new(3, 0.5f, A)]), Image("new", [], [new(1, 0.5f, A)]) }
            .Select(image => image with { Record = image.Record with { AnnotationPath = annotations } }));
        Assert.Equal(
            [("7", 17), ("7", 2), ("9", 90), ("\"new\"", 17)],
            JsonDocument.Parse(File.ReadAllBytes(files[0])).RootElement.EnumerateArray().Select(x => (x.GetProperty("image_id").GetRawText(), x.GetProperty("category_id").GetInt32())));
    }

    [Theory]
    [InlineData(VocMetric.ElevenPoint, "voc07")]
    [InlineData(VocMetric.Area, "voc")]
    public void VOC_has_one_number_a_class_and_passes_over_crowds(VocMetric metric, string name)
    {
        var voc = new VocDetectionEvaluator(Classes, metric, new VocOptions());
        voc.AddImage(Image(
            "1", [new(1, A, false, false), new(1, Group, false, false, Crowd: true), new(2, B, true, false)],
            [new(1, 0.9f, new Box(310, 10, 330, 50)), new(1, 0.8f, A), new(2, 0.7f, B)]));
        var scores = voc.Evaluate();
        Assert.Equal((name, 0.5), (scores.Metric, scores.Iou!.Value));
        Assert.Equal([1, null, null], scores.PerClass.Values);
        Assert.Equal(1, scores.MeanAp);
        Assert.Empty(scores.Summary);
        Assert.Equal([1, 0, 0], scores.ClassCurves.Select(c => c.PositiveCount));
        Assert.Same(scores.ClassCurves, scores.DrawnCurves);
    }

    [Fact]
    public void VOC_writes_files_of_its_development_kit_without_white_space_in_names()
    {
        var voc = new VocDetectionEvaluator(Classes, VocMetric.Area, new VocOptions());
        var files = voc.WriteDetections(_folder["detections"], "val", [Image("my cat", [], [new(1, 0.5f, A)])]);
        Assert.Equal(["comp4_det_val_cat.txt", "comp4_det_val_dog.txt", "comp4_det_val_eel.txt"], files.Select(Path.GetFileName));
        Assert.Equal("my_cat 0.500000 0.0 0.0 100.0 100.0\n", File.ReadAllText(files[0]));
    }

    private static CocoDetectionEvaluator Coco() => new(Classes, useDifficult: false);

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 12) : null;

    private static DetectedImage Image(string id, AnnotatedObject[] objects, Detection[] detections) =>
        new(new ImageRecord(id, "test", new PictureLocation($"/data/{id}.jpg"), $"/data/{id}.xml", 500, 400, objects), detections);
}
