using System.Diagnostics;
using MultiBox.Boxes;

namespace MultiBox.Evaluation.Tests;

/// <summary>What holds for any images.</summary>
public class CocoEvaluatorLawTests
{
    private const int Classes = 3;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_order_of_the_images_does_not_matter(int seed)
    {
        var images = RandomImages(seed);
        Assert.Equal(Numbers(Evaluate(images)), Numbers(Evaluate(images.AsEnumerable().Reverse())));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void Only_the_order_of_the_scores_matters(int seed)
    {
        var images = RandomImages(seed);
        var halved = images.Select(image => image with { Detections = [.. image.Detections.Select(d => d with { Score = (d.Score / 2) - 3 })] });
        Assert.Equal(Numbers(Evaluate(images)), Numbers(Evaluate(halved)));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Classes_do_not_depend_on_each_other(int seed)
    {
        var images = RandomImages(seed);
        var together = Evaluate(images);
        for (var label = 1; label <= Classes; label++)
        {
            var alone = images.Select(image => new Sample(
                [.. image.Objects.Where(o => o.Label == label)], [.. image.Detections.Where(d => d.Label == label)]));
            Assert.Equal(Numbers(together.Classes[label - 1]), Numbers(Evaluate(alone).Classes[label - 1]));
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void A_detection_in_a_crowd_changes_nothing(int seed)
    {
        // The crowd lies where nothing else does.
        var images = RandomImages(seed);
        var crowd = new Box(1000, 1000, 1200, 1200);
        List<Sample> with = [.. images.Select(image => image with { Objects = [.. image.Objects, new CocoGroundTruth(1, crowd, Crowd: true)] })];
        Assert.Equal(Numbers(Evaluate(images)), Numbers(Evaluate(with)));
        var random = new Random(seed);
        var found = with.Select(image => image with
        {
            Detections = [.. image.Detections, .. Enumerable.Range(0, 3).Select(_ => new Detection(1, random.NextSingle(), new Box(1010, 1020, 1030 + random.Next(170), 1190)))],
        });

        // Average recall with the best detections only does change: one in a crowd is among them.
        Assert.Equal(Curves(Evaluate(with)), Curves(Evaluate(found)));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    public void Precision_falls_with_recall_and_recall_with_the_threshold(int seed)
    {
        foreach (var curves in Evaluate(RandomImages(seed)).Classes.SelectMany(c => c.Areas).OfType<CocoCurves>())
        {
            Assert.All(curves.Precision, points => Assert.Equal(points.OrderDescending(), points));
            Assert.All(curves.Precision.SelectMany(points => points), precision => Assert.InRange(precision, 0, 1));
            Assert.Equal(curves.Recall.OrderDescending(), curves.Recall);
        }
    }

    [Fact]
    public void As_many_detections_as_COCO_val_has_are_evaluated_at_once()
    {
        var images = RandomImages(12, count: 5000, objects: 7, detections: 100, classes: 80);
        var evaluator = new CocoEvaluator(81);
        foreach (var (objects, detections) in images) evaluator.AddImage(objects, detections);

        // A fraction of a second on an idle machine; the bound only catches a wrong order of growth.
        var watch = Stopwatch.StartNew();
        Assert.NotNull(evaluator.Evaluate().Ap);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(8), $"It took {watch.Elapsed}.");
    }

    private static CocoResult Evaluate(IEnumerable<Sample> images)
    {
        var evaluator = new CocoEvaluator(Classes + 1);
        foreach (var (objects, detections) in images) evaluator.AddImage(objects, detections);
        return evaluator.Evaluate();
    }

    private static double?[] Numbers(CocoResult result) => [.. result.Summary.Select(x => x.Value), .. result.Classes.SelectMany(Numbers)];

    private static double?[] Numbers(CocoClassResult result) => [result.Ar1, result.Ar10, .. Curves(result)];

    private static double?[] Curves(CocoResult result) => [.. result.Classes.SelectMany(Curves)];

    private static IEnumerable<double?> Curves(CocoClassResult result) => result.Areas.SelectMany(
        curves => curves is null ? [null] : new double?[] { curves.PositiveCount }.Concat(curves.Recall.Concat(curves.Precision.SelectMany(x => x)).Select(x => (double?)x)));

    private static List<Sample> RandomImages(int seed, int count = 30, int objects = 6, int detections = 20, int classes = Classes)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => RandomImage())];

        Sample RandomImage()
        {
            CocoGroundTruth[] truths = [.. Enumerable.Range(0, objects).Select(_ => new CocoGroundTruth(Label(), RandomBox(), random.Next(8) == 0))];
            return new Sample(truths, [.. Enumerable.Range(0, detections).Select(_ => RandomDetection(truths))]);
        }

        // Half of the detections are near an object.
        Detection RandomDetection(CocoGroundTruth[] truths)
        {
            if (random.Next(2) == 0) return new Detection(Label(), random.NextSingle(), RandomBox());
            var (label, box) = (truths[random.Next(objects)].Label, truths[random.Next(objects)].Box);
            return new Detection(label, random.NextSingle(), new Box(box.X1 + random.Next(5), box.Y1, box.X2 + random.Next(5), box.Y2));
        }

        int Label() => random.Next(1, classes + 1);

        Box RandomBox()
        {
            var (x, y, side) = (random.Next(400), random.Next(400), random.Next(3) switch { 0 => 25, 1 => 80, _ => 250 });
            return new Box(x, y, x + random.Next(5, side), y + random.Next(5, side));
        }
    }

    private sealed record Sample(CocoGroundTruth[] Objects, Detection[] Detections);
}
