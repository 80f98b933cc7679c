namespace MultiBox.Boxes;

/// <summary>The default box that overlaps a box most.</summary>
/// <param name="DefaultBox">Its position among the default boxes, the first on a tie; -1 when there are none.</param>
/// <param name="Iou">Its IoU, 0..1.</param>
public readonly record struct BestDefaultBox(int DefaultBox, float Iou)
{
    /// <summary>Whether this IoU is higher, or the same with an earlier default box.</summary>
    /// <param name="other">The other.</param>
    internal bool IsBetterThan(BestDefaultBox other) => Iou > other.Iou || (Iou == other.Iou && DefaultBox < other.DefaultBox);
}
