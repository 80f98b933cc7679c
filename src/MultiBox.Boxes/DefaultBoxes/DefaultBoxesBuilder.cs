namespace MultiBox.Boxes;

/// <summary>Collects the boxes of a network. Corners arrive in double precision and are rounded once.</summary>
internal sealed class DefaultBoxesBuilder
{
    private readonly Box[] _corners;
    private readonly int[] _perLayer;
    private int _count;

    /// <summary>Makes room.</summary>
    /// <param name="boxesPerCell">The number of boxes in a cell of each map.</param>
    /// <param name="maps">The sizes of the maps.</param>
    /// <exception cref="ArgumentException">Their numbers differ, or a map is empty.</exception>
    public DefaultBoxesBuilder(IReadOnlyList<int> boxesPerCell, IReadOnlyList<FeatureMapSize> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.Count != boxesPerCell.Count)
        {
            throw new ArgumentException(
                $"The default boxes are described for {boxesPerCell.Count} feature maps, but there are {maps.Count}.", nameof(maps));
        }

        for (var i = 0; i < maps.Count; i++)
        {
            if (maps[i].Height < 1 || maps[i].Width < 1)
            {
                throw new ArgumentException($"Feature map {i} is {maps[i].Height} x {maps[i].Width} cells.", nameof(maps));
            }
        }

        _perLayer = [.. maps.Select((map, i) => checked(map.Height * map.Width * boxesPerCell[i]))];
        _corners = new Box[_perLayer.Sum()];
    }

    /// <summary>Adds the next box.</summary>
    /// <param name="x1">Left edge, 0..1 of the input.</param>
    /// <param name="y1">Top edge.</param>
    /// <param name="x2">Right edge.</param>
    /// <param name="y2">Bottom edge.</param>
    /// <param name="clip">Whether to clamp the corners to 0..1.</param>
    public void Add(double x1, double y1, double x2, double y2, bool clip)
    {
        var box = new Box((float)x1, (float)y1, (float)x2, (float)y2);
        _corners[_count++] = clip ? box.Clip(1, 1) : box;
    }

    /// <summary>The finished set.</summary>
    public DefaultBoxes Build() => new(_corners, _perLayer);
}
