namespace MultiBox.Boxes;

/// <summary>The match of A default boxes with the ground truths of one image.</summary>
/// <param name="GroundTruth"><c>[A]</c>: the ground truth of each default box, -1 for none.</param>
/// <param name="BestIou"><c>[A]</c>: the highest IoU of each default box with any ground truth, 0 without ground truths.</param>
/// <param name="Stage"><c>[A]</c>: why each default box was matched.</param>
public sealed record MatchResult(int[] GroundTruth, float[] BestIou, MatchStage[] Stage)
{
    /// <summary>The number of matched default boxes.</summary>
    public int PositiveCount => GroundTruth.Length - GroundTruth.AsSpan().Count(-1);
}
