namespace MultiBox.Boxes.Tests;

public class NonMaximumSuppressionTests
{
    [Theory]
    [InlineData(SuppressionRule.Above)]
    [InlineData(SuppressionRule.AtOrAbove)]
    public void It_equals_its_definition(SuppressionRule rule)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var (boxes, scores, classIds, threshold) = Problem(seed);
            var expected = new List<int>();
            foreach (var i in Enumerable.Range(0, boxes.Length).OrderByDescending(i => scores[i]))
            {
                bool Drops(int k)
                {
                    var iou = BoxIou.Compute(boxes[k], boxes[i]);
                    var much = rule == SuppressionRule.Above ? iou > threshold : iou >= threshold;
                    return much && (classIds.Length == 0 || classIds[k] == classIds[i]);
                }

                if (!expected.Any(Drops)) expected.Add(i);
            }

            Assert.Equal(expected, NonMaximumSuppression.Suppress(boxes, scores, classIds, threshold, rule));
        }
    }

    [Fact]
    public void What_was_kept_is_kept_again()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var (boxes, scores, classIds, threshold) = Problem(seed);
            var kept = NonMaximumSuppression.Suppress(boxes, scores, classIds, threshold, SuppressionRule.Above);
            int[] classesOfKept = classIds.Length == 0 ? [] : [.. kept.Select(i => classIds[i])];
            var again = NonMaximumSuppression.Suppress(
                [.. kept.Select(i => boxes[i])], [.. kept.Select(i => scores[i])], classesOfKept, threshold, SuppressionRule.Above);
            Assert.Equal(Enumerable.Range(0, kept.Length), again);
        }
    }

    [Fact]
    public void Equal_scores_keep_their_order_and_both_zeros_are_equal()
    {
        Box[] apart = [new(0, 0, 1, 1), new(2, 0, 3, 1), new(4, 0, 5, 1)];
        Assert.Equal([0, 1, 2], NonMaximumSuppression.Suppress(apart, [-0f, 0f, -0f], [], 0.5f, SuppressionRule.Above));
    }

    [Fact]
    public void Scores_of_any_sign_are_ordered()
    {
        Box[] apart = [new(0, 0, 1, 1), new(2, 0, 3, 1), new(4, 0, 5, 1), new(6, 0, 7, 1)];
        float[] scores = [-1, 0.5f, float.NegativeInfinity, float.PositiveInfinity];
        Assert.Equal([3, 1, 0, 2], NonMaximumSuppression.Suppress(apart, scores, [], 0.5f, SuppressionRule.Above));
    }

    [Fact]
    public void A_score_that_is_not_a_number_is_never_kept_and_drops_nothing()
    {
        Box[] same = [new(0, 0, 1, 1), new(0, 0, 1, 1)];
        Assert.Equal([1], NonMaximumSuppression.Suppress(same, [float.NaN, 0.1f], [], 0.5f, SuppressionRule.Above));
    }

    [Fact]
    public void Empty_boxes_do_not_drop_each_other()
    {
        Assert.Equal([0, 1], NonMaximumSuppression.Suppress(new Box[2], [0.5f, 0.4f], [], 0.5f, SuppressionRule.AtOrAbove));
    }

    [Fact]
    public void Lengths_must_agree()
    {
        static string Message(int scores, int classIds) => Assert
            .Throws<ArgumentException>(() => NonMaximumSuppression.Suppress(
                new Box[1], new float[scores], new int[classIds], 0.5f, SuppressionRule.Above))
            .Message;

        Assert.StartsWith("1 boxes, but 2 scores.", Message(2, 0));
        Assert.StartsWith("1 boxes, but 2 classes.", Message(1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => NonMaximumSuppression.Suppress([], [], [], 1.5f, SuppressionRule.Above));
    }

    // Every second problem lies on a coarse grid, where IoU is often exactly the threshold; scores tie too.
    private static (Box[] Boxes, float[] Scores, int[] ClassIds, float Threshold) Problem(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(0, 90);
        var boxes = seed % 2 == 0 ? random.NextBoxes(count) : random.NextGridBoxes(count);
        float[] scores = [.. boxes.Select(_ => random.Next(40) / 40f)];
        int[] classIds = seed % 3 == 0 ? [] : [.. boxes.Select(_ => random.Next(4))];
        return (boxes, scores, classIds, new[] { 0.25f, 0.5f, 0.45f, 1f }[seed % 4]);
    }
}
