namespace MultiBox.Boxes;

/// <summary>
/// The matcher of MXNet's <c>MultiBoxTarget</c> operator: again and again the pair of highest IoU among the default boxes and
/// ground truths not yet used, while that IoU is above 0.000001 (on a tie the first default box, then the first ground truth); then
/// every other default box takes its best ground truth if their IoU is above the threshold.
/// </summary>
public sealed class BipartiteMatcher : IMatcher
{
    private const float SmallestIou = 1e-6f;

    private readonly float _threshold;

    /// <summary>Creates the matcher.</summary>
    /// <param name="threshold">The IoU above which a default box is positive, 0..1; 0.5 in every published SSD.</param>
    public BipartiteMatcher(float threshold = 0.5f)
    {
        MatchThreshold.Check(threshold);
        _threshold = threshold;
    }

    /// <inheritdoc/>
    public MatchResult Match(ReadOnlySpan<Box> defaultBoxes, ReadOnlySpan<Box> groundTruths)
    {
        var result = MatchThreshold.Nothing(defaultBoxes.Length);
        if (groundTruths.IsEmpty || defaultBoxes.IsEmpty) return result;

        var best = new BestDefaultBox[groundTruths.Length];
        using var table = new OverlapTable(defaultBoxes, groundTruths, best);
        table.BestIou.CopyTo(result.BestIou);

        // Only a ground truth whose best default box was just used has to look again: the pair that wins is always the best of
        // its ground truth, so that no matrix is searched.
        while (Winner(best) is { } winner)
        {
            var used = best[winner].DefaultBox;
            result.GroundTruth[used] = winner;
            result.Stage[used] = MatchStage.BestDefaultBox;
            table.Remove(used);
            best[winner] = default;
            for (var g = 0; g < best.Length; g++)
            {
                if (best[g].DefaultBox == used && best[g].Iou > SmallestIou) best[g] = table.Best(groundTruths[g]);
            }
        }

        for (var i = 0; i < defaultBoxes.Length; i++)
        {
            if (result.GroundTruth[i] >= 0 || !(result.BestIou[i] > _threshold)) continue;
            result.GroundTruth[i] = table.BestGroundTruth[i];
            result.Stage[i] = MatchStage.Threshold;
        }

        return result;
    }

    /// <inheritdoc/>
    public SparseMatch Match(DefaultBoxSearch defaultBoxes, ReadOnlySpan<Box> groundTruths, float? ignoreFrom)
    {
        ArgumentNullException.ThrowIfNull(defaultBoxes);
        if (groundTruths.IsEmpty || defaultBoxes.ChunkCount == 0) return SparseMatch.Nothing(defaultBoxes.Boxes.Count, ignoreFrom);

        var best = new BestDefaultBox[groundTruths.Length];
        using var overlaps = new SparseOverlaps(defaultBoxes, groundTruths, Math.Min(_threshold, ignoreFrom ?? 1), best);
        while (Winner(best) is { } winner)
        {
            var used = best[winner].DefaultBox;
            overlaps.Take(used, winner);
            best[winner] = default;
            for (var g = 0; g < best.Length; g++)
            {
                if (best[g].DefaultBox == used && best[g].Iou > SmallestIou) best[g] = overlaps.Scan(groundTruths[g], g);
            }
        }

        // Above the threshold, not at it.
        return overlaps.Collect(MathF.BitIncrement(_threshold), ignoreFrom);
    }

    private static int? Winner(ReadOnlySpan<BestDefaultBox> best)
    {
        int? winner = null;
        for (var g = 0; g < best.Length; g++)
        {
            if (!(best[g].Iou > SmallestIou)) continue;
            if (winner is not { } w || best[g].IsBetterThan(best[w])) winner = g;
        }

        return winner;
    }
}
