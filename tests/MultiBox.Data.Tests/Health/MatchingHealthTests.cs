using MultiBox.Boxes;
using MultiBox.Inputs;
using static MultiBox.Data.Tests.Health.HealthFixture;

namespace MultiBox.Data.Tests.Health;

public sealed class MatchingHealthTests
{
    [Fact]
    public void Objects_are_matched_from_the_threshold_on_where_evaluation_sees_them()
    {
        // Four cells of 0.5, each with a box of 0.5 around its centre. In 200 x 100 pixels (0, 0, 100, 50) is the first box: IoU 1;
        // (0, 0, 50, 50) is a half of it: IoU 0.5, just matched; (0, 0, 40, 50) is 0.2 x 0.5: IoU 0.4.
        var matching = Match(Squares(2, 0.5f), Item(0, 0, 100, 50), Item(0, 0, 50, 50), Item(0, 0, 40, 50, label: 2));

        Assert.Equal(new MatchCount(3, Matched: 2, BestOnly: 1, Unreached: 0, MatchedShare: 0.6667, MeanBestIou: 0.6333), matching.All);
        Assert.Equal([new MatchCount(2, 2, 0, 0, 1, 0.75), new MatchCount(1, 0, 1, 0, 0, 0.4)], matching.Classes.Select(item => item.Count));
        // Sizes 50, sqrt(25 * 50) = 35.4 and sqrt(20 * 50) = 31.6 pixels.
        Assert.Equal([0, 1, 2, 0, 0, 0], matching.Sizes.Select(size => size.Count.GroundTruths));
        Assert.Equal((16, 32), (matching.Sizes[1].From, matching.Sizes[1].To));
    }

    [Fact]
    public void The_worst_are_told_with_their_boxes_lowest_first()
    {
        var matching = Match(Squares(2, 0.5f), Item(0, 0, 40, 50, label: 2) with { Difficult = true }, Item(0, 0, 36, 50), Item(0, 0, 100, 50));

        var worst = matching.Sizes[1].Worst[0];
        // 36 x 50 of 200 x 100 pixels is 18 x 50 of the input: 900 of 2500 in the box (0, 0, 50, 50).
        Assert.Equal(("voc", "a", "cat", false, 0.36, "map 1"), (worst.Source, worst.ImageId, worst.Class, worst.Difficult, worst.BestIou, worst.Map));
        Assert.Equal([0, 0, 36, 50], worst.Box);
        Assert.Equal([0, 0, 18, 50], worst.InputBox);
        Assert.Equal([0, 0, 50, 50], worst.BestDefaultBox);
        Assert.Equal([0.36, 0.4], matching.Sizes[1].Worst.Select(item => item.BestIou));
        Assert.True(matching.Sizes[1].Worst[1].Difficult);
        Assert.Empty(matching.Sizes[2].Worst);
    }

    [Fact]
    public void No_more_than_asked_for_are_kept_of_the_worst()
    {
        var split = Split("train", Image("a", [.. Enumerable.Repeat(Item(0, 0, 4, 4), 9)]));
        var health = DatasetHealth.Analyze(Request(split) with { DefaultBoxes = Squares(2, 0.5f), WorstKept = 4 });
        Assert.Equal(4, health.Splits[0].Matching!.Sizes[0].Worst.Count);
        Assert.Equal(9, health.Splits[0].Matching!.Sizes[0].Hints[0].GroundTruths);
    }

    [Fact]
    public void An_object_that_no_default_box_touches_is_unreached()
    {
        // The boxes of two cells are 0.1 wide and centred at 0.25 and 0.75: nothing is in the corner.
        var matching = Match(Squares(2, 0.1f), Item(0, 0, 20, 10));
        Assert.Equal(new MatchCount(1, 0, BestOnly: 0, Unreached: 1, 0, 0), matching.All);
    }

    [Fact]
    public void Crowd_regions_are_not_matched() =>
        Assert.Equal(0, Match(Squares(2, 0.5f), Item(0, 0, 100, 50) with { Crowd = true }).All.GroundTruths);

    [Fact]
    public void Another_threshold_matches_others()
    {
        var split = Split("train", Image("a", Item(0, 0, 40, 50)));
        Assert.Equal(1, DatasetHealth.Analyze(Request(split) with { DefaultBoxes = Squares(2, 0.5f), MatchIou = 0.39f }).Splits[0].Matching!.All.Matched);
    }

    [Fact]
    public void It_equals_a_plain_scan()
    {
        var random = new Random(3);
        FeatureMapSize[] maps = [new(19, 19), new(10, 10), new(5, 5), new(3, 3), new(1, 1)];
        var defaultBoxes = DefaultBoxGenerator.FromRatios([[2], [2, 3], [2, 3], [2], [2]]).Generate(300, 300, maps);
        ImageRecord[] records =
        [
            .. Enumerable.Range(0, 60).Select(i => Image($"{i}", 500, 375, [.. Enumerable.Range(0, 8).Select(_ =>
            {
                var (x, y, width, height) = (random.Next(480), random.Next(360), 1 + (499 * Math.Pow(random.NextDouble(), 3)), 1 + (374 * Math.Pow(random.NextDouble(), 3)));
                return Item(x, y, (float)(x + width), (float)(y + height), 1 + random.Next(2));
            })])),
        ];

        var matching = DatasetHealth.Analyze(Request(Split("train", records)) with { DefaultBoxes = defaultBoxes, InputSize = 300 }).Splits[0].Matching!;

        var best = new List<float>();
        foreach (var record in records)
        {
            foreach (var box in record.Objects.Select(item => AugmentationPlan.WholeImage(500, 375).Map(item.Box)).OfType<Box>())
            {
                var highest = 0f;
                foreach (var defaultBox in defaultBoxes.Corners) highest = Math.Max(highest, BoxIou.Compute(defaultBox, box));
                best.Add(highest);
            }
        }

        Assert.Equal((best.Count, best.Count(iou => iou >= 0.5f)), (matching.All.GroundTruths, matching.All.Matched));
        Assert.InRange(matching.All.Matched, best.Count / 4, best.Count - 20);
        Assert.Equal(best.Average(iou => (double)iou), matching.All.MeanBestIou!.Value, 1e-4);
        Assert.Equal(
            best.Where(iou => iou < 0.5f).Order().Take(3).Select(iou => Math.Round(iou, 4)),
            matching.Sizes.SelectMany(size => size.Worst).Select(worst => worst.BestIou).Order().Take(3));
        Assert.Equal(best.Count, matching.Sizes.Sum(size => size.Count.GroundTruths));
        Assert.Equal(best.Count, matching.Classes.Sum(item => item.Count.GroundTruths));
    }

    // Each box is at the centre of a cell of Squares(5, 0.3), which is (10, 10) pixels of a 100 x 100 input, with cells 20 apart; only the
    // last one is not: it lies where four cells meet.
    [Theory]
    // 10 x 10: at most 100 / 900 of a box of 30 x 30. Cells have to be 2 * 10 * (1 - sqrt(2/3)) = 3.67 apart, for which the input has to
    // grow 20 / 3.67 = 5.4 times: no advice.
    [InlineData(10, 10, 0, MatchCause.TooSmall, 0.1, null, 3.67, null,
        "1 of 1 (100 %) is smaller than the smallest default box, 30 px on 'map 1' with cells 20 px apart, can match. Add the scale 0.1, 10 px of this input. " +
        "To match wherever it lies, an object of that size needs cells at most 3.7 px apart: predict from a finer map.")]
    // 20 x 20: 400 / 900 is still too little. Cells 7.34 apart: the input grows 20 / 7.34 = 2.72 times, to 288 in steps of 32.
    [InlineData(20, 20, 0, MatchCause.TooSmall, 0.2, null, 7.34, 288,
        "1 of 1 (100 %) is smaller than the smallest default box, 30 px on 'map 1' with cells 20 px apart, can match. Add the scale 0.2, 20 px of this input. " +
        "To match wherever it lies, an object of that size needs cells at most 7.3 px apart: predict from a finer map, or enlarge the input to 288 px.")]
    // 50 x 50: 900 / 2500.
    [InlineData(50, 50, 0, MatchCause.TooLarge, 0.5, null, null, null,
        "1 of 1 (100 %) is larger than the largest default box, 30 px, can match. Add the scale 0.5, 50 px of this input.")]
    // 60 x 15 has the area of 30 x 30, but an overlap of only 30 * 15 = 450: IoU 450 / 1350 = 1/3. Ratio 4.
    [InlineData(60, 15, 0, MatchCause.TooElongated, null, 4.0, null, null,
        "1 of 1 (100 %) is too wide for any default box, 4.0 to 1 in the median. Add the aspect ratio 4 to the boxes of about 30 px, those of 'map 1'.")]
    [InlineData(15, 60, 0, MatchCause.TooElongated, null, 0.25, null, null,
        "1 of 1 (100 %) is too tall for any default box, 4.0 to 1 in the median. Add the aspect ratio 1/4 to the boxes of about 30 px, those of 'map 1'.")]
    // 32 x 15 is 480, above half of 900; its ratio 2.13 is below (3/2)^2 = 2.25; its overlap is 450: IoU 450 / 930 = 0.48. Size 21.9.
    [InlineData(32, 15, 0, MatchCause.BetweenScales, 0.219, null, null, null,
        "1 of 1 (100 %) is not near enough in size to any default box of their shape: the nearest is 30 px. Add the scale 0.219, 21.9 px of this input.")]
    // 30 x 30 moved by half a cell in both directions: 20 * 20 = 400 of 1400. Cells 2 * 30 * 0.1835 = 11.01 apart; 20 / 11.01 = 1.82 times.
    [InlineData(30, 30, 10, MatchCause.BetweenCells, null, null, 11.01, 192,
        "1 of 1 (100 %) is of a shape that 'map 1' has, but not where its cells, 20 px apart, have their centres. " +
        "To match wherever it lies, an object of that size needs cells at most 11 px apart: predict from a finer map, or enlarge the input to 192 px.")]
    public void A_hint_names_the_cause_and_what_would_help(
        float width, float height, float offset, MatchCause cause, double? scale, double? ratio, double? step, int? input, string text)
    {
        var (x, y) = (50 + offset, 50 + offset);
        var record = Image("a", 100, 100, Item(x - (width / 2), y - (height / 2), x + (width / 2), y + (height / 2)));
        var health = DatasetHealth.Analyze(Request(Split("train", record)) with { DefaultBoxes = Squares(5, 0.3f) });

        var hint = Assert.Single(health.Splits[0].Matching!.Sizes.SelectMany(size => size.Hints));
        Assert.Equal(new MatchHint(cause, 1, 1, HealthLevel.Note, text, scale, ratio, step, input), hint);
        Assert.Equal(cause, Assert.Single(health.Splits[0].Matching!.Sizes.SelectMany(size => size.Worst)).Cause);
        Assert.EndsWith(text, Assert.Single(health.Findings, finding => finding.Topic == HealthTopic.Matching).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_that_is_fine_enough_is_named_where_there_is_one()
    {
        // Squares of 60 in cells 50 apart match (35, 35, 65, 65) badly: 30 x 30 is a quarter of them. Squares of 30 in a single cell have its
        // centre at (50, 50): (20, 20, 50, 50) shares 15 x 15 of 30 x 30 with it. A step of 11.01 is needed; the third map's is 10.
        var boxes = new[] { Squares(2, 0.6f), Squares(1, 0.3f), Squares(10, 0.05f) };
        var defaultBoxes = new DefaultBoxes([.. boxes.SelectMany(map => map.Corners.ToArray())], [.. boxes.Select(map => map.Count)]);
        var request = Request(Split("train", Image("a", 100, 100, Item(20, 20, 50, 50)))) with { DefaultBoxes = defaultBoxes };

        var hint = Assert.Single(DatasetHealth.Analyze(request).Splits[0].Matching!.Sizes[1].Hints);
        Assert.Equal((MatchCause.BetweenCells, 0.3, null, null), (hint.Cause, hint.Scale!.Value, hint.Step, hint.InputSize));
        Assert.Equal(
            "1 of 1 (100 %) is of a shape that 'map 2' has, but not where its cells, 100 px apart, have their centres. " +
            "Add the scale 0.3, 30 px of this input, to 'map 3', whose cells are 10 px apart.",
            hint.Text);
    }

    [Fact]
    public void The_most_frequent_cause_comes_first_and_many_objects_are_warned_of()
    {
        // 20 tiny ones and one that is as small but long: 22 x 4 is 88 of the area 900.
        var objects = Enumerable.Repeat(Item(40, 40, 50, 50), 20).Append(Item(40, 40, 100, 42)).Append(Item(40, 40, 42, 100));
        var health = DatasetHealth.Analyze(Request(Split("train", Image("a", 100, 100, [.. objects]))) with { DefaultBoxes = Squares(5, 0.3f) });

        Assert.Equal(
            [(MatchCause.TooSmall, 22, HealthLevel.Warning)],
            health.Splits[0].Matching!.Sizes[0].Hints.Select(hint => (hint.Cause, hint.GroundTruths, hint.Level)));
        Assert.Equal("Split 'train', objects below 16 px: 22 of 22 (100 %) are ", health.Findings.First(finding => finding.Topic == HealthTopic.Matching).Text[..57]);
    }

    [Fact]
    public void The_remedies_work()
    {
        // Wide boxes of 4 to 1 have no match among squares; with boxes of the advised ratio at the same centres all have.
        var record = Image("a", 100, 100, [.. Enumerable.Range(0, 5).Select(i => Item(20, (20 * i) + 2.5f, 80, (20 * i) + 17.5f))]);
        var request = Request(Split("train", record)) with { DefaultBoxes = Squares(5, 0.3f) };
        var hint = DatasetHealth.Analyze(request).Splits[0].Matching!.Sizes[1].Hints[0];
        var generator = new DefaultBoxGenerator([[hint.AspectRatio!.Value]], [0.3, 0.3], clip: false);
        var mended = DatasetHealth.Analyze(request with { DefaultBoxes = generator.Generate(100, 100, [new FeatureMapSize(5, 5)]) });
        Assert.Equal(5, mended.Splits[0].Matching!.All.Matched);
    }

    private static MatchingHealth Match(DefaultBoxes defaultBoxes, params AnnotatedObject[] objects) =>
        DatasetHealth.Analyze(Request(Split("train", Image("a", objects))) with { DefaultBoxes = defaultBoxes }).Splits[0].Matching!;
}
