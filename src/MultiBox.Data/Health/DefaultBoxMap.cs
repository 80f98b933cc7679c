namespace MultiBox.Data;

/// <summary>The default boxes of one feature map, in input pixels.</summary>
/// <param name="Name">The map's name, e.g. <c>layer3</c>.</param>
/// <param name="Boxes">Its default boxes.</param>
/// <param name="Step">The distance of its cells' centres; null for a map of one cell.</param>
/// <param name="Shapes">The shapes of its boxes, in the order of a cell.</param>
public sealed record DefaultBoxMap(string Name, int Boxes, double? Step, IReadOnlyList<DefaultBoxShape> Shapes);

/// <summary>A shape of default boxes, in input pixels.</summary>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public sealed record DefaultBoxShape(double Width, double Height)
{
    internal double Area => Width * Height;

    internal double Size => Math.Sqrt(Area);

    /// <summary>The IoU with a box of the same centre: no box of this shape reaches more.</summary>
    /// <param name="width">The other's width.</param>
    /// <param name="height">The other's height.</param>
    internal double CentredIou(double width, double height)
    {
        var intersection = Math.Min(Width, width) * Math.Min(Height, height);
        return intersection / (Area + (width * height) - intersection);
    }
}
