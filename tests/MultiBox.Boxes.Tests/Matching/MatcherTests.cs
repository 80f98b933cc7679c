using System.Diagnostics;

namespace MultiBox.Boxes.Tests;

public class MatcherTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_per_prediction_matcher_equals_its_definition(int seed)
    {
        var (defaultBoxes, groundTruths) = Problem(seed);
        var result = new PerPredictionMatcher(0.5f).Match(defaultBoxes, groundTruths);

        var expected = Enumerable.Repeat(-1, defaultBoxes.Length).ToArray();
        for (var a = 0; a < defaultBoxes.Length; a++)
        {
            var best = Best(groundTruths.Length, g => BoxIou.Compute(defaultBoxes[a], groundTruths[g]));
            Assert.Equal(best.Iou, result.BestIou[a]);
            if (best.Iou >= 0.5f) expected[a] = best.Index;
        }

        for (var g = 0; g < groundTruths.Length; g++)
        {
            expected[Best(defaultBoxes.Length, a => BoxIou.Compute(defaultBoxes[a], groundTruths[g])).Index] = g;
        }

        Assert.Equal(expected, result.GroundTruth);
        Assert.Equal(expected.Count(x => x >= 0), result.PositiveCount);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_bipartite_matcher_equals_its_definition(int seed)
    {
        var (defaultBoxes, groundTruths) = Problem(seed);
        var result = new BipartiteMatcher(0.5f).Match(defaultBoxes, groundTruths);

        var expected = Enumerable.Repeat(-1, defaultBoxes.Length).ToArray();
        var stage = new MatchStage[defaultBoxes.Length];
        while (true)
        {
            var (bestIou, bestA, bestG) = (1e-6f, -1, -1);
            for (var a = 0; a < defaultBoxes.Length; a++)
            {
                for (var g = 0; g < groundTruths.Length; g++)
                {
                    var iou = BoxIou.Compute(defaultBoxes[a], groundTruths[g]);
                    if (expected[a] < 0 && !expected.Contains(g) && iou > bestIou) (bestIou, bestA, bestG) = (iou, a, g);
                }
            }

            if (bestA < 0) break;
            (expected[bestA], stage[bestA]) = (bestG, MatchStage.BestDefaultBox);
        }

        for (var a = 0; a < defaultBoxes.Length; a++)
        {
            var best = Best(groundTruths.Length, g => BoxIou.Compute(defaultBoxes[a], groundTruths[g]));
            Assert.Equal(best.Iou, result.BestIou[a]);
            if (expected[a] < 0 && best.Iou > 0.5f) (expected[a], stage[a]) = (best.Index, MatchStage.Threshold);
        }

        Assert.Equal(expected, result.GroundTruth);
        Assert.Equal(stage, result.Stage);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_ground_truth_left_alone_touches_only_default_boxes_that_others_took(int seed)
    {
        var (defaultBoxes, groundTruths) = Problem(seed);
        var result = new BipartiteMatcher(0.5f).Match(defaultBoxes, groundTruths);
        foreach (var g in Enumerable.Range(0, groundTruths.Length).Except(result.GroundTruth))
        {
            for (var a = 0; a < defaultBoxes.Length; a++)
            {
                if (BoxIou.Compute(defaultBoxes[a], groundTruths[g]) > 1e-6f) Assert.NotEqual(MatchStage.None, result.Stage[a]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Matchers))]
    public void Without_ground_truths_nothing_is_matched(IMatcher matcher)
    {
        var result = matcher.Match(new Random(1).NextBoxes(13), []);
        Assert.All(result.GroundTruth, g => Assert.Equal(-1, g));
        Assert.All(result.BestIou, iou => Assert.Equal(0, iou));
        Assert.Equal(0, result.PositiveCount);
    }

    [Theory]
    [MemberData(nameof(Matchers))]
    public void Without_default_boxes_nothing_is_matched(IMatcher matcher) =>
        Assert.Empty(matcher.Match([], new Box[] { new(0, 0, 1, 1) }).GroundTruth);

    [Fact]
    public void A_ground_truth_without_area_is_forced_on_the_first_default_box_only_by_the_paper_rule()
    {
        Box[] defaultBoxes = [new(0, 0, 0.5f, 0.5f), new(0.5f, 0.5f, 1, 1)];
        Box[] empty = [new(0.7f, 0.7f, 0.7f, 0.7f)];
        Assert.Equal([0, -1], new PerPredictionMatcher(0.5f).Match(defaultBoxes, empty).GroundTruth);
        Assert.Equal([-1, -1], new BipartiteMatcher(0.5f).Match(defaultBoxes, empty).GroundTruth);
    }

    [Theory]
    [MemberData(nameof(Matchers))]
    public void A_ground_truth_that_is_not_a_number_does_no_harm_to_the_others(IMatcher matcher)
    {
        Box[] defaultBoxes = [new(0, 0, 0.1f, 0.1f), new(0, 0, 0.5f, 0.5f), new(0.5f, 0.5f, 1, 1)];
        Box[] groundTruths = [new(float.NaN, 0, 1, 1), new(0.5f, 0.5f, 1, 1)];
        Assert.Equal(1, matcher.Match(defaultBoxes, groundTruths).GroundTruth[2]);
    }

    [Theory]
    [MemberData(nameof(Matchers))]
    public void SSD512_with_fifty_objects_takes_milliseconds(IMatcher matcher)
    {
        var random = new Random(7);
        var (defaultBoxes, groundTruths) = (random.NextBoxes(24_564), random.NextBoxes(50));
        matcher.Match(defaultBoxes, groundTruths);
        var watch = Stopwatch.StartNew();
        matcher.Match(defaultBoxes, groundTruths);

        // A few on an idle machine; the bound only catches the naive algorithm, which takes seconds.
        Assert.True(watch.ElapsedMilliseconds < 500, $"It took {watch.Elapsed}.");
    }

    [Fact]
    public void A_threshold_that_is_no_IoU_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PerPredictionMatcher(1.1f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BipartiteMatcher(float.NaN));
    }

    public static TheoryData<IMatcher> Matchers => [new PerPredictionMatcher(), new BipartiteMatcher()];

    // Half of the problems are full of exact ties; some have more ground truths than default boxes.
    private static (Box[] DefaultBoxes, Box[] GroundTruths) Problem(int seed)
    {
        var random = new Random(seed);
        var (a, g) = (random.Next(1, 70), random.Next(0, 14));
        return seed % 2 == 0 ? (random.NextBoxes(a), random.NextBoxes(g)) : (random.NextGridBoxes(a), random.NextGridBoxes(g));
    }

    private static (int Index, float Iou) Best(int count, Func<int, float> iou)
    {
        var best = (Index: -1, Iou: 0f);
        for (var i = 0; i < count; i++)
        {
            if (best.Index < 0 || iou(i) > best.Iou) best = (i, iou(i));
        }

        return best;
    }
}
