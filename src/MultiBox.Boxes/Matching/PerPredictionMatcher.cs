namespace MultiBox.Boxes;

/// <summary>
/// The matcher of the paper (SSD, arXiv:1512.02325, sec. 2.2) as torchvision's <c>SSDMatcher</c> does it: each default box takes its
/// best ground truth if their IoU reaches the threshold; then each ground truth, in order, takes its best default box whatever the
/// IoU, even 0, and whatever was there. Ties go to the first.
/// </summary>
public sealed class PerPredictionMatcher : IMatcher
{
    private readonly float _threshold;

    /// <summary>Creates the matcher.</summary>
    /// <param name="threshold">The IoU from which a default box is positive, 0..1; 0.5 in every published SSD.</param>
    public PerPredictionMatcher(float threshold = 0.5f)
    {
        MatchThreshold.Check(threshold);
        _threshold = threshold;
    }

    /// <inheritdoc/>
    public MatchResult Match(ReadOnlySpan<Box> defaultBoxes, ReadOnlySpan<Box> groundTruths)
    {
        var result = MatchThreshold.Nothing(defaultBoxes.Length);
        if (groundTruths.IsEmpty || defaultBoxes.IsEmpty) return result;

        var bestDefaultBoxes = new BestDefaultBox[groundTruths.Length];
        using var table = new OverlapTable(defaultBoxes, groundTruths, bestDefaultBoxes);
        table.BestIou.CopyTo(result.BestIou);
        for (var i = 0; i < defaultBoxes.Length; i++)
        {
            if (result.BestIou[i] < _threshold) continue;
            result.GroundTruth[i] = table.BestGroundTruth[i];
            result.Stage[i] = MatchStage.Threshold;
        }

        for (var g = 0; g < groundTruths.Length; g++)
        {
            var defaultBox = bestDefaultBoxes[g].DefaultBox;
            result.GroundTruth[defaultBox] = g;
            result.Stage[defaultBox] = MatchStage.BestDefaultBox;
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
        for (var g = 0; g < best.Length; g++) overlaps.Take(best[g].DefaultBox, g);
        return overlaps.Collect(_threshold, ignoreFrom);
    }
}
