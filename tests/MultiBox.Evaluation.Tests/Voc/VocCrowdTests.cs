using MultiBox.Boxes;

namespace MultiBox.Evaluation.Tests;

public class VocCrowdTests
{
    private static readonly Box A = new(10, 10, 50, 50);
    private static readonly Box Crowd = new(100, 100, 299, 199);

    [Fact]
    public void Detections_in_a_crowd_do_not_count_and_the_crowd_need_not_be_found()
    {
        var only = Evaluate(
            [new(1, A, false), new(1, Crowd, false, Crowd: true)],
            [new(1, 0.9f, new Box(110, 110, 130, 150)), new(1, 0.8f, Crowd), new(1, 0.7f, A), new(1, 0.6f, new Box(300, 300, 350, 350))]);
        Assert.Equal((2, 1), (only.GroundTruthCount, only.PositiveCount));
        Assert.Equal([false, false, true, false], only.TruePositive);
        Assert.Equal([false, false, false, true], only.FalsePositive);
        Assert.Equal([1, 1, 0, -1], only.MatchedGroundTruth);
        Assert.Equal([0, 0, 1, 0], only.MaxIou);
        Assert.Equal(1, only.AreaAp!.Value, 12);
    }

    [Fact]
    public void The_part_of_a_detection_in_a_crowd_decides_in_whole_pixels()
    {
        // The last 5 of 10 columns are the crowd's first 5, then one column less.
        VocGroundTruth[] objects = [new(1, Crowd, false, Crowd: true)];
        Assert.Equal([false], Evaluate(objects, [new(1, 0.9f, new Box(95, 100, 104, 109))]).FalsePositive);
        Assert.Equal([true], Evaluate(objects, [new(1, 0.9f, new Box(94, 100, 103, 109))]).FalsePositive);

        // As points, columns 100 to 104 of 95 to 104 are 4 of 9.
        var points = new VocOptions { BoxConvention = BoxConvention.Continuous };
        Assert.Equal([true], Evaluate(objects, [new(1, 0.9f, new Box(95, 100, 104, 109))], points).FalsePositive);
    }

    [Fact]
    public void An_object_in_a_crowd_goes_before_it()
    {
        VocGroundTruth[] objects = [new(1, Crowd, false, Crowd: true), new(1, new Box(110, 110, 150, 150), false)];
        var only = Evaluate(objects, [new(1, 0.9f, new Box(110, 110, 150, 150)), new(1, 0.8f, new Box(110, 110, 150, 150))]);

        // The second detection found the object too, and so is not looked for in the crowd.
        Assert.Equal([true, false], only.TruePositive);
        Assert.Equal([false, true], only.FalsePositive);
        Assert.Equal([1, 1], only.MatchedGroundTruth);
    }

    [Fact]
    public void Crowds_stay_crowds_where_difficult_objects_count()
    {
        VocGroundTruth[] objects = [new(1, A, true), new(1, Crowd, true, Crowd: true)];
        var only = Evaluate(objects, [new(1, 0.9f, A), new(1, 0.8f, Crowd)], new VocOptions { UseDifficult = true });
        Assert.Equal(1, only.PositiveCount);
        Assert.Equal([false, false], only.FalsePositive);
    }

    [Fact]
    public void A_class_of_crowds_alone_has_no_average_precision()
    {
        var only = Evaluate([new(1, Crowd, false, Crowd: true)], [new(1, 0.9f, Crowd)]);
        Assert.Null(only.AreaAp);
        Assert.Null(only.ElevenPointAp);
    }

    [Fact]
    public void Crowds_turn_wrong_detections_into_uncounted_ones_and_change_nothing_else()
    {
        var random = new Random(6);
        Box RandomBox() => new(random.Next(200), random.Next(200), random.Next(200, 400), random.Next(200, 400));
        VocGroundTruth[] objects = [.. Enumerable.Range(0, 20).Select(_ => new VocGroundTruth(1, RandomBox(), random.Next(4) == 0))];
        Detection[] detections = [.. Enumerable.Range(0, 200).Select(_ => new Detection(1, random.NextSingle(), RandomBox()))];
        var without = Evaluate(objects, detections);
        var with = Evaluate([.. objects, new(1, new Box(0, 0, 250, 300), false, Crowd: true)], detections);
        Assert.Equal(without.TruePositive, with.TruePositive);
        Assert.Equal(without.MaxIou, with.MaxIou);
        Assert.True(with.FalsePositive.Count(x => x) < without.FalsePositive.Count(x => x));
        Assert.All(with.FalsePositive.Zip(without.FalsePositive), pair => Assert.True(pair.Second || !pair.First));
    }

    private static VocClassResult Evaluate(VocGroundTruth[] objects, Detection[] detections, VocOptions? options = null)
    {
        var evaluator = new VocEvaluator(2, options);
        evaluator.AddImage(objects, detections);
        return evaluator.Evaluate().Classes[0];
    }
}
