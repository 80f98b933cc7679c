using MultiBox.Boxes;

namespace MultiBox.Evaluation.Tests;

/// <summary>Small cases worked out by hand.</summary>
public class CocoEvaluatorTests
{
    // 10,000 pixels squared: large.
    private static readonly Box A = new(0, 0, 100, 100);
    private static readonly Box B = new(300, 0, 400, 100);
    private static readonly Box Nowhere = new(600, 600, 700, 700);

    [Fact]
    public void A_perfect_detector_has_the_number_one_everywhere()
    {
        Box[] boxes = [new(0, 0, 10, 10), new(50, 50, 100, 100), new(200, 200, 400, 400)];
        var evaluator = new CocoEvaluator(4);
        evaluator.AddImage(boxes.Select((box, i) => new CocoGroundTruth(i + 1, box)), boxes.Select((box, i) => new Detection(i + 1, 0.5f, box)));
        Assert.All(evaluator.Evaluate().Summary, figure => Assert.Equal(1, figure.Value!.Value, 12));
    }

    [Fact]
    public void The_overlap_decides_at_how_many_thresholds_an_object_is_found()
    {
        // IoU 80 x 100 / 100 x 100 = 0.8: found at 0.50, 0.55, ..., 0.80, which are 7 of the 10 thresholds.
        var result = Evaluate([new(1, A)], [new(1, 0.9f, new Box(0, 0, 80, 100))]);
        Assert.Equal(0.7, result.Ap!.Value, 12);
        Assert.Equal(0.7, result.ArOf(CocoArea.All)!.Value, 12);
        Assert.Equal(1, result.Ap75!.Value, 12);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 0, 0, 0], result.Classes[0].Curves(CocoArea.All)!.Recall);
    }

    [Fact]
    public void A_wrong_detection_before_the_right_one_halves_the_precision()
    {
        var result = Evaluate([new(1, A)], [new(1, 0.9f, Nowhere), new(1, 0.8f, A)]);
        Assert.Equal(0.5, result.Ap!.Value, 12);
        Assert.Equal(1, result.ArOf(CocoArea.All));
    }

    [Fact]
    public void Precision_counts_up_to_the_recall_that_is_reached()
    {
        // Half of the objects: precision 1 at the 51 points 0, 0.01, ..., 0.50, else 0.
        var result = Evaluate([new(1, A), new(1, B)], [new(1, 0.9f, A)]);
        Assert.Equal(51 / 101.0, result.Ap!.Value, 12);
        Assert.Equal(0.5, result.ArOf(CocoArea.All));
    }

    [Fact]
    public void Recall_is_compared_with_the_points_in_floating_point_as_the_original_does()
    {
        // 57 * 0.01 is a little more than 57 / 100 in binary: a recall of 57 % reaches the 57 points up to 0.56 only.
        var boxes = Enumerable.Range(0, 100).Select(i => new Box(10 * i, 0, (10 * i) + 8, 8)).ToArray();
        var result = Evaluate([.. boxes.Select(box => new CocoGroundTruth(1, box))], [.. boxes.Take(57).Select(box => new Detection(1, 0.5f, box))]);
        Assert.Equal(57 / 101.0, result.Ap!.Value, 12);
    }

    [Fact]
    public void Average_recall_limits_the_detections_of_an_image()
    {
        var boxes = Enumerable.Range(0, 12).Select(i => new Box(100 * i, 0, (100 * i) + 50, 50)).ToArray();
        var result = Evaluate([.. boxes.Select(box => new CocoGroundTruth(1, box))], [.. boxes.Select((box, i) => new Detection(1, 1 - (i / 100f), box))]);
        Assert.Equal(1 / 12.0, result.Ar1!.Value, 12);
        Assert.Equal(10 / 12.0, result.Ar10!.Value, 12);
        Assert.Equal(1, result.ArOf(CocoArea.All));
    }

    [Fact]
    public void Only_the_best_hundred_detections_of_a_class_count_in_an_image()
    {
        var wrong = Enumerable.Range(0, 99).Select(i => new Detection(1, 0.9f, Nowhere)).ToArray();
        CocoGroundTruth[] objects = [new(1, A), new(2, B)];
        Detection[] right = [new(1, 0.5f, A), new(2, 0.1f, B)];
        Assert.Equal([0.01, 1], Evaluate(objects, [.. wrong, .. right], 3).Classes.Select(c => Math.Round(c.Ap!.Value, 12)));
        Assert.Equal([0, 1], Evaluate(objects, [.. wrong, wrong[0], .. right], 3).Classes.Select(c => Math.Round(c.Ap!.Value, 12)));
        Assert.Equal(101, Evaluate(objects, [.. wrong, wrong[0], .. right], 3).Classes[0].DetectionCount);
    }

    [Fact]
    public void A_detection_takes_the_best_object_that_is_still_free()
    {
        // The second detection overlaps the first object most, which is taken; with the other one its IoU is 60 / 100 = 0.6.
        var result = Evaluate([new(1, A), new(1, new Box(0, 0, 100, 60))], [new(1, 0.9f, A), new(1, 0.8f, A)]);
        Assert.Equal([1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5], result.Classes[0].Curves(CocoArea.All)!.Recall);
    }

    [Fact]
    public void Of_equal_overlaps_the_object_that_was_named_last_is_taken()
    {
        // Between the objects, IoU 90 / 110 with both. What remains for the second detection is at 0.55 either right or wrong:
        // its IoU with the second object is 90 / 110, with the first only 70 / 130 = 0.54.
        CocoGroundTruth first = new(1, new Box(0, 0, 100, 100)), second = new(1, new Box(20, 0, 120, 100));
        Detection[] detections = [new(1, 0.9f, new Box(10, 0, 110, 100)), new(1, 0.8f, new Box(30, 0, 130, 100))];
        Assert.Equal([1, 0.5], Evaluate([first, second], detections).Classes[0].Curves(CocoArea.All)!.Recall[..2]);
        Assert.Equal([1, 1], Evaluate([second, first], detections).Classes[0].Curves(CocoArea.All)!.Recall[..2]);
    }

    [Fact]
    public void Equal_scores_count_in_the_order_in_which_they_were_added()
    {
        Assert.Equal(1, Evaluate([new(1, A)], [new(1, 0.5f, A), new(1, 0.5f, Nowhere)]).Ap!.Value, 12);
        Assert.Equal(0.5, Evaluate([new(1, A)], [new(1, 0.5f, Nowhere), new(1, 0.5f, A)]).Ap!.Value, 12);

        // In another image too, and 0 equals -0.
        var evaluator = new CocoEvaluator(2);
        evaluator.AddImage([], [new(1, -0f, Nowhere)]);
        evaluator.AddImage([new(1, A)], [new(1, 0f, A)]);
        Assert.Equal(0.5, evaluator.Evaluate().Ap!.Value, 12);
    }

    [Fact]
    public void Any_number_of_detections_in_a_crowd_do_not_count()
    {
        CocoGroundTruth[] objects = [new(1, A), new(1, new Box(300, 300, 500, 500), Crowd: true)];
        Detection[] inside = [new(1, 0.99f, new Box(310, 310, 340, 350)), new(1, 0.98f, new Box(400, 300, 500, 500)), new(1, 0.97f, new Box(300, 300, 500, 500))];
        var result = Evaluate(objects, [.. inside, new(1, 0.5f, A)]);
        Assert.Equal(1, result.Ap!.Value, 12);
        Assert.Equal(1, result.ArOf(CocoArea.All));
        Assert.Equal((2, 1, 4), (result.Classes[0].GroundTruthCount, result.Classes[0].PositiveCount, result.Classes[0].DetectionCount));
    }

    [Fact]
    public void A_detection_is_in_a_crowd_by_the_part_of_it_that_lies_there()
    {
        // 70 of 100 columns: passed over up to 0.70, wrong from 0.75 on, where it halves the precision. IoU would be 0.06.
        CocoGroundTruth[] objects = [new(1, A), new(1, new Box(330, 0, 1330, 100), Crowd: true)];
        var curves = Evaluate(objects, [new(1, 0.9f, B), new(1, 0.8f, A)]).Classes[0].Curves(CocoArea.All)!;
        Assert.Equal([1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5], Enumerable.Range(0, 10).Select(t => Math.Round(curves.ApAt(t), 12)));
    }

    [Fact]
    public void An_object_in_a_crowd_is_found_before_the_crowd()
    {
        // At 0.60 the object is found by a part of 0.6, though the detection lies wholly in the crowd; from 0.65 on the crowd is left.
        CocoGroundTruth[] objects = [new(1, new Box(0, 0, 1000, 1000), Crowd: true), new(1, new Box(0, 0, 100, 60))];
        var curves = Evaluate(objects, [new(1, 0.9f, A)]).Classes[0].Curves(CocoArea.All)!;
        Assert.Equal([1, 1, 1, 0, 0, 0, 0, 0, 0, 0], curves.Recall);

        // Found twice: the second detection falls into the crowd.
        Assert.Equal(1, Evaluate([new(1, A), new(1, A, Crowd: true)], [new(1, 0.9f, A), new(1, 0.8f, A)]).Ap!.Value, 12);
    }

    [Fact]
    public void An_ignored_object_swallows_one_detection()
    {
        CocoGroundTruth[] objects = [new(1, A), new(1, B, Ignored: true)];
        Assert.Equal(1, Evaluate(objects, [new(1, 0.9f, B), new(1, 0.8f, A)]).Ap!.Value, 12);
        Assert.Equal(0.5, Evaluate(objects, [new(1, 0.9f, B), new(1, 0.9f, B), new(1, 0.8f, A)]).Ap!.Value, 12);
    }

    [Fact]
    public void Objects_and_useless_detections_outside_a_range_of_areas_do_not_count_in_it()
    {
        // 400 pixels squared, and a wrong detection of 10,000 with a higher score, and of 100 with a lower one.
        var small = new Box(0, 0, 20, 20);
        var result = Evaluate([new(1, small), new(1, B)], [new(1, 0.9f, Nowhere), new(1, 0.8f, small), new(1, 0.7f, B), new(1, 0.6f, new Box(50, 50, 60, 60))]);

        // Small: right, wrong. The find of the large object does not count.
        Assert.Equal(1, result.ApOf(CocoArea.Small)!.Value, 12);
        Assert.Equal(1, result.Classes[0].Curves(CocoArea.Small)!.PositiveCount);
        Assert.Null(result.ApOf(CocoArea.Medium));
        Assert.Null(result.ArOf(CocoArea.Medium));

        // Large: wrong, right. All: wrong, right, right, wrong, so 2/3 everywhere.
        Assert.Equal(0.5, result.ApOf(CocoArea.Large)!.Value, 12);
        Assert.Equal(2 / 3.0, result.Ap!.Value, 12);
    }

    [Fact]
    public void The_area_of_the_annotation_goes_before_that_of_the_box_and_the_ends_belong_to_both_ranges()
    {
        Assert.Equal([1, 1, null], Ranges(32 * 32));
        Assert.Equal([null, 1, 1], Ranges(96 * 96));
        Assert.Equal([null, null, 1], Ranges(null));
        Assert.Equal([1, null, null], Ranges(1023.5));

        static double?[] Ranges(double? area)
        {
            var result = Evaluate([new(1, A, Area: area)], [new(1, 0.9f, A)]);
            return [result.ApOf(CocoArea.Small), result.ApOf(CocoArea.Medium), result.ApOf(CocoArea.Large)];
        }
    }

    [Fact]
    public void A_class_without_objects_has_no_number_and_stays_out_of_the_means()
    {
        var result = Evaluate([new(1, A), new(2, B, Crowd: true)], [new(1, 0.9f, A), new(2, 0.9f, B), new(3, 0.9f, B)], 4);
        Assert.Equal([1, null, null], result.Classes.Select(c => c.Ap));
        Assert.Equal([1, null, null], result.Classes.Select(c => c.Ar1));
        Assert.Equal([1, 0, 0], result.Classes.Select(c => c.PositiveCount));
        Assert.Equal(1, result.Ap!.Value, 12);
    }

    [Fact]
    public void A_class_without_detections_has_the_number_zero()
    {
        var result = Evaluate([new(1, A)], []);
        Assert.Equal([0, 0, 0, 0, 0, 0], new[] { result.Ap, result.Ap50, result.Ap75, result.Ar1, result.Ar10, result.ArOf(CocoArea.Large) });
        Assert.Null(result.ApOf(CocoArea.Small));
    }

    [Fact]
    public void An_evaluation_without_images_or_objects_has_no_number()
    {
        Assert.All(new CocoEvaluator(3).Evaluate().Summary, figure => Assert.Null(figure.Value));
        Assert.All(Evaluate([], [new(1, 0.9f, A)]).Summary, figure => Assert.Null(figure.Value));
    }

    [Fact]
    public void The_twelve_numbers_come_in_the_order_of_COCO() => Assert.Equal(
        ["AP", "AP50", "AP75", "APsmall", "APmedium", "APlarge", "AR1", "AR10", "AR100", "ARsmall", "ARmedium", "ARlarge"],
        new CocoEvaluator(2).Evaluate().Summary.Select(figure => figure.Key));

    [Fact]
    public void Wrong_input_is_refused()
    {
        var evaluator = new CocoEvaluator(3);
        Refused("Label 3 is no class: 1..2.", () => evaluator.AddImage([], [new(3, 1, A)]));
        Refused("Label 0 is no class: 1..2.", () => evaluator.AddImage([new(0, A)], []));
        Refused("The score is NaN.", () => evaluator.AddImage([], [new(1, float.NaN, A)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CocoEvaluator(1));

        static void Refused(string message, Action add) => Assert.StartsWith(message, Assert.Throws<ArgumentException>(add).Message);
    }

    private static CocoResult Evaluate(CocoGroundTruth[] objects, Detection[] detections, int classCount = 2)
    {
        var evaluator = new CocoEvaluator(classCount);
        evaluator.AddImage(objects, detections);
        return evaluator.Evaluate();
    }
}
