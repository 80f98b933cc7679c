namespace MultiBox.Boxes;

/// <summary>
/// The default boxes (also: priors, anchors) of a network, all feature maps one after the other, in coordinates of 0..1 of the
/// input image. Their order is that of the head's predictions: map by map, row by row, cell by cell, box by box.
/// </summary>
public sealed class DefaultBoxes
{
    private readonly Box[] _corners;
    private readonly int[] _perLayer;

    /// <summary>Takes the boxes of all layers.</summary>
    /// <param name="corners">All boxes, 0..1 of the input image.</param>
    /// <param name="perLayer">The number of boxes of each feature map; their sum is the number of boxes.</param>
    /// <exception cref="ArgumentException">The sum of <paramref name="perLayer"/> is not the number of boxes.</exception>
    public DefaultBoxes(Box[] corners, int[] perLayer)
    {
        ArgumentNullException.ThrowIfNull(corners);
        ArgumentNullException.ThrowIfNull(perLayer);
        if (perLayer.Sum() != corners.Length)
        {
            throw new ArgumentException($"{perLayer.Sum()} boxes by layer, but {corners.Length} in all.", nameof(perLayer));
        }

        _corners = [.. corners];
        _perLayer = [.. perLayer];
    }

    /// <summary>The number of default boxes, A.</summary>
    public int Count => _corners.Length;

    /// <summary>All boxes by their corners, 0..1 of the input image.</summary>
    public ReadOnlySpan<Box> Corners => _corners;

    /// <summary>The number of boxes of each feature map, in the order of the maps.</summary>
    public IReadOnlyList<int> PerLayer => _perLayer;
}
