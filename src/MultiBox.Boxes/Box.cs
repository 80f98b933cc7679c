namespace MultiBox.Boxes;

/// <summary>
/// An axis-aligned box by two corners. Coordinates are continuous: width = X2 - X1. The frame (0..1 of the image, input pixels
/// or original pixels) is the caller's; where two frames meet, the name of the variable says which one it holds.
/// </summary>
/// <param name="X1">Left edge.</param>
/// <param name="Y1">Top edge.</param>
/// <param name="X2">Right edge.</param>
/// <param name="Y2">Bottom edge.</param>
public readonly record struct Box(float X1, float Y1, float X2, float Y2)
{
    /// <summary>Width, negative for an inverted box.</summary>
    public float Width => X2 - X1;

    /// <summary>Height, negative for an inverted box.</summary>
    public float Height => Y2 - Y1;

    /// <summary>Area; 0 for an inverted or empty box.</summary>
    public float Area => Math.Max(Width, 0) * Math.Max(Height, 0);

    /// <summary>The same box by its centre.</summary>
    public CenterBox ToCenter() => new((X1 + X2) / 2, (Y1 + Y2) / 2, Width, Height);

    /// <summary>The part of the box inside [0, <paramref name="width"/>] x [0, <paramref name="height"/>].</summary>
    public Box Clip(float width, float height) => new(
        Math.Clamp(X1, 0, width), Math.Clamp(Y1, 0, height), Math.Clamp(X2, 0, width), Math.Clamp(Y2, 0, height));

    /// <summary>The box with x multiplied by <paramref name="x"/> and y by <paramref name="y"/>: a change of frame.</summary>
    public Box Scale(float x, float y) => new(X1 * x, Y1 * y, X2 * x, Y2 * y);
}
