namespace MultiBox.Boxes;

/// <summary>The default boxes that are matched with the ground truths of one image, P of them, and those to be ignored.</summary>
/// <param name="DefaultBoxes"><c>[P]</c>: positions of the matched default boxes, ascending.</param>
/// <param name="GroundTruths"><c>[P]</c>: the ground truth of each.</param>
/// <param name="Ignored">Positions of default boxes that match nothing but overlap too much to be background, ascending.</param>
public sealed record SparseMatch(int[] DefaultBoxes, int[] GroundTruths, int[] Ignored)
{
    /// <summary>The match of an image without ground truths: IoU 0 throughout.</summary>
    /// <param name="count">The number of default boxes.</param>
    /// <param name="ignoreFrom">The IoU from which a default box is ignored; null for none.</param>
    internal static SparseMatch Nothing(int count, float? ignoreFrom) => new([], [], ignoreFrom <= 0 ? [.. Enumerable.Range(0, count)] : []);
}
