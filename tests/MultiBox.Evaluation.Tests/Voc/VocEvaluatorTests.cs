using System.Diagnostics;
using MultiBox.Boxes;

namespace MultiBox.Evaluation.Tests;

public class VocEvaluatorTests
{
    private static readonly Box A = new(10, 10, 50, 50);
    private static readonly Box B = new(100, 100, 180, 160);

    [Fact]
    public void A_perfect_detector_has_an_average_precision_of_one()
    {
        var result = Evaluate([new(1, A, false), new(1, B, false)], [new(1, 0.9f, A), new(1, 0.8f, B)]);
        Assert.Equal(1.0, result.MeanAp(VocMetric.ElevenPoint));
        Assert.Equal(1.0, result.MeanAp(VocMetric.Area));
    }

    [Fact]
    public void A_wrong_detection_before_the_right_one_halves_the_precision()
    {
        // fp, tp: precision 0, 1/2 at recall 0, 1. The envelope is 1/2 everywhere.
        var only = Evaluate([new(1, A, false)], [new(1, 0.9f, B), new(1, 0.8f, A)]).Classes[0];
        Assert.Equal([0, 0.5], only.Precision);
        Assert.Equal([0, 1], only.Recall!);
        Assert.Equal(0.5, only.Ap(VocMetric.ElevenPoint)!.Value, 12);
        Assert.Equal(0.5, only.Ap(VocMetric.Area)!.Value, 12);
    }

    [Fact]
    public void Finding_the_same_object_twice_is_right_once()
    {
        var only = Evaluate([new(1, A, false)], [new(1, 0.9f, A), new(1, 0.8f, A)]).Classes[0];
        Assert.Equal([true, false], only.TruePositive);
        Assert.Equal([false, true], only.FalsePositive);
    }

    [Fact]
    public void A_difficult_object_counts_neither_way_unless_asked()
    {
        VocGroundTruth[] objects = [new(1, A, false), new(1, B, true)];
        Detection[] detections = [new(1, 0.9f, B), new(1, 0.8f, A)];
        var usual = Evaluate(objects, detections).Classes[0];
        Assert.Equal(1, usual.PositiveCount);
        Assert.Equal([false, true], usual.TruePositive);
        Assert.Equal([false, false], usual.FalsePositive);
        Assert.Equal(1, usual.AreaAp);

        var asked = Evaluate(objects, detections, new VocOptions { UseDifficult = true }).Classes[0];
        Assert.Equal(2, asked.PositiveCount);
        Assert.Equal([true, true], asked.TruePositive);
    }

    [Fact]
    public void A_class_without_positives_has_no_average_precision_and_stays_out_of_the_mean()
    {
        var evaluator = new VocEvaluator(4);
        evaluator.AddImage([new(1, A, false), new(2, B, true)], [new(1, 0.9f, A), new(2, 0.9f, B), new(3, 0.9f, B)]);
        var result = evaluator.Evaluate();
        Assert.Null(result.Classes[1].AreaAp);
        Assert.Null(result.Classes[1].Recall);
        Assert.Null(result.Classes[2].ElevenPointAp);
        Assert.Equal(1, result.ClassesInMean);
        Assert.Equal(1.0, result.MeanAp(VocMetric.Area));
    }

    [Fact]
    public void A_class_without_detections_has_an_average_precision_of_zero()
    {
        var only = Evaluate([new(1, A, false)], []).Classes[0];
        Assert.Equal(0, only.AreaAp);
        Assert.Equal(0, only.ElevenPointAp);
    }

    [Fact]
    public void An_evaluation_without_images_has_no_mean()
    {
        var result = new VocEvaluator(3).Evaluate();
        Assert.Null(result.MeanAp(VocMetric.ElevenPoint));
        Assert.Equal(0, result.ClassesInMean);
    }

    [Fact]
    public void Objects_of_other_images_and_classes_are_not_found()
    {
        var evaluator = new VocEvaluator(3);
        evaluator.AddImage([new(1, A, false)], [new(2, 0.9f, A)]);
        evaluator.AddImage([new(2, A, false)], [new(1, 0.9f, A)]);
        Assert.Equal(0, evaluator.Evaluate().MeanAp(VocMetric.Area));
    }

    [Fact]
    public void Equal_scores_keep_the_order_in_which_they_were_added()
    {
        var only = Evaluate([new(1, A, false)], [new(1, 0.5f, B), new(1, 0.5f, A), new(1, 0.75f, B), new(1, 0.5f, B)]).Classes[0];
        Assert.Equal([2, 0, 1, 3], only.DetectionOrder);
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(5000)] // So many are sorted in another way.
    public void Any_number_of_scores_is_ordered_stably(int count)
    {
        var random = new Random(7);
        float[] special = [0, -0f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -1, float.Epsilon, -float.Epsilon];
        float[] scores = [.. Enumerable.Range(0, count).Select(_ => random.Next(4) == 0 ? special[random.Next(special.Length)] : MathF.Round(random.NextSingle(), 3) - 0.5f)];
        var only = Evaluate([], [.. scores.Select(score => new Detection(1, score, A))]).Classes[0];
        Assert.Equal(Enumerable.Range(0, count).OrderByDescending(i => scores[i]), only.DetectionOrder);
    }

    [Fact]
    public void The_convention_of_coordinates_decides_a_near_case()
    {
        // Inclusive: 2 x 1 pixels against 4 x 1 pixels, IoU 1/2. Continuous: boxes without height, IoU 0.
        VocGroundTruth[] line = [new(1, new Box(0, 5, 3, 5), false)];
        Detection[] half = [new(1, 0.9f, new Box(0, 5, 1, 5))];
        Assert.Equal(1, Evaluate(line, half).Classes[0].AreaAp);
        Assert.Equal(0, Evaluate(line, half, new VocOptions { BoxConvention = BoxConvention.Continuous }).Classes[0].AreaAp);
    }

    [Fact]
    public void The_result_does_not_depend_on_the_order_of_images()
    {
        var random = new Random(3);
        var images = Enumerable.Range(0, 40).Select(_ => RandomImage(random, objects: 4, detections: 15)).ToArray();
        double?[] Means(IEnumerable<(VocGroundTruth[] Objects, Detection[] Detections)> set)
        {
            var evaluator = new VocEvaluator(4);
            foreach (var (objects, detections) in set) evaluator.AddImage(objects, detections);
            var result = evaluator.Evaluate();
            return [result.MeanAp(VocMetric.ElevenPoint), result.MeanAp(VocMetric.Area)];
        }

        Assert.Equal(Means(images), Means(images.Reverse()));
    }

    [Fact]
    public void A_higher_threshold_never_raises_the_number_of_true_positives()
    {
        var random = new Random(4);
        var (objects, detections) = RandomImage(random, objects: 30, detections: 300);
        var before = int.MaxValue;
        foreach (var threshold in new[] { 0.1, 0.3, 0.5, 0.7, 0.9, 1 })
        {
            var result = Evaluate(objects, detections, new VocOptions { IouThreshold = threshold }, classCount: 4);
            var found = result.Classes.Sum(c => c.TruePositive.Count(x => x));
            Assert.True(found <= before);
            before = found;
        }
    }

    [Fact]
    public void As_many_detections_as_VOC2007_test_has_are_evaluated_at_once()
    {
        var random = new Random(5);
        var evaluator = new VocEvaluator(21);
        for (var i = 0; i < 4952; i++)
        {
            var (objects, detections) = RandomImage(random, objects: 3, detections: 200, classes: 20);
            evaluator.AddImage(objects, detections);
        }

        // A fraction of a second on an idle machine; the bound only catches a wrong order of growth.
        var watch = Stopwatch.StartNew();
        Assert.NotNull(evaluator.Evaluate().MeanAp(VocMetric.Area));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void Wrong_input_is_refused()
    {
        var evaluator = new VocEvaluator(3);
        evaluator.AddImage([], []);
        Refused("Label 3 is no class: 1..2.", () => evaluator.AddDetection(0, new(3, 1, A)));
        Refused("Label 0 is no class: 1..2.", () => evaluator.AddGroundTruth(0, new(0, A, false)));
        Refused("There is no image 1: 1 were added.", () => evaluator.AddDetection(1, new(1, 1, A)));
        Refused("The score is NaN.", () => evaluator.AddDetection(0, new(1, float.NaN, A)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VocEvaluator(3, new VocOptions { IouThreshold = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VocEvaluator(1));

        static void Refused(string message, Action add) => Assert.StartsWith(message, Assert.Throws<ArgumentException>(add).Message);
    }

    private static VocResult Evaluate(VocGroundTruth[] objects, Detection[] detections, VocOptions? options = null, int classCount = 2)
    {
        var evaluator = new VocEvaluator(classCount, options);
        evaluator.AddImage(objects, detections);
        return evaluator.Evaluate();
    }

    private static (VocGroundTruth[] Objects, Detection[] Detections) RandomImage(
        Random random, int objects, int detections, int classes = 3)
    {
        int Label() => random.Next(1, classes + 1);
        Box RandomBox() => new(random.Next(200), random.Next(200), random.Next(200, 400), random.Next(200, 400));
        return (
            [.. Enumerable.Range(0, objects).Select(_ => new VocGroundTruth(Label(), RandomBox(), random.Next(5) == 0))],
            [.. Enumerable.Range(0, detections).Select(_ => new Detection(Label(), random.NextSingle(), RandomBox()))]);
    }
}
