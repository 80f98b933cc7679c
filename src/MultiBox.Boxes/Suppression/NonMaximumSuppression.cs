namespace MultiBox.Boxes;

/// <summary>Greedy non-maximum suppression (NMS): of boxes that overlap much, only the one of highest score stays.</summary>
public static class NonMaximumSuppression
{
    /// <summary>Picks the boxes that stay. Law: what was kept is kept again, whole and in the same order.</summary>
    /// <param name="boxes">The boxes.</param>
    /// <param name="scores">A score for each box; a box whose score is NaN is never kept.</param>
    /// <param name="classIds">A class for each box: boxes of different classes leave each other alone. Empty: all are of one class.</param>
    /// <param name="threshold">The IoU that counts as much overlap, 0..1.</param>
    /// <param name="rule">Whether the threshold itself counts.</param>
    /// <returns>The positions of the kept boxes, highest score first; equal scores keep the order of the input.</returns>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threshold"/> is no IoU.</exception>
    public static int[] Suppress(
        ReadOnlySpan<Box> boxes, ReadOnlySpan<float> scores, ReadOnlySpan<int> classIds, float threshold, SuppressionRule rule)
    {
        if (scores.Length != boxes.Length)
        {
            throw new ArgumentException($"{boxes.Length} boxes, but {scores.Length} scores.", nameof(scores));
        }

        if (!classIds.IsEmpty && classIds.Length != boxes.Length)
        {
            throw new ArgumentException($"{boxes.Length} boxes, but {classIds.Length} classes.", nameof(classIds));
        }

        if (!(threshold >= 0 && threshold <= 1)) throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "An IoU is 0..1.");

        var order = new List<ulong>(boxes.Length);
        for (var i = 0; i < scores.Length; i++)
        {
            if (!float.IsNaN(scores[i])) order.Add(ScoreOrder.Key(scores[i], i));
        }

        order.Sort();
        var kept = new List<int>();
        var keptOfClass = new Dictionary<int, KeptBoxes>();
        foreach (var key in order)
        {
            var i = ScoreOrder.Index(key);
            var classId = classIds.IsEmpty ? 0 : classIds[i];
            if (!keptOfClass.TryGetValue(classId, out var rivals)) keptOfClass.Add(classId, rivals = new KeptBoxes(threshold, rule));
            if (rivals.TryKeep(boxes[i])) kept.Add(i);
        }

        return [.. kept];
    }
}
