using MultiBox.Boxes;

namespace MultiBox.Inputs;

/// <summary>
/// One of the eight ways to lay a square picture: first x and y swap, then left and right, then top and bottom.
/// </summary>
/// <param name="Transpose">Whether x and y swap.</param>
/// <param name="Mirror">Whether left and right swap.</param>
/// <param name="Flip">Whether top and bottom swap.</param>
public readonly record struct Orientation(bool Transpose, bool Mirror, bool Flip)
{
    /// <summary>A turn clockwise.</summary>
    /// <param name="quarters">The number of quarter turns, 0..3.</param>
    public static Orientation Turn(int quarters) => quarters switch
    {
        0 => default,
        1 => new Orientation(Transpose: true, Mirror: true, Flip: false),
        2 => new Orientation(Transpose: false, Mirror: true, Flip: true),
        3 => new Orientation(Transpose: true, Mirror: false, Flip: true),
        _ => throw new ArgumentOutOfRangeException(nameof(quarters), quarters, "0..3 quarter turns were expected."),
    };

    /// <summary>Where a box of the unoriented picture lies.</summary>
    /// <param name="box">A box in 0..1 of the picture.</param>
    /// <returns>The box in 0..1 of the oriented picture.</returns>
    public Box Map(Box box)
    {
        if (Transpose) box = new Box(box.Y1, box.X1, box.Y2, box.X2);
        if (Mirror) box = new Box(1 - box.X2, box.Y1, 1 - box.X1, box.Y2);
        return Flip ? new Box(box.X1, 1 - box.Y2, box.X2, 1 - box.Y1) : box;
    }

    /// <summary>Which pixel of the unoriented picture, of <paramref name="size"/> x <paramref name="size"/>, a pixel shows.</summary>
    /// <param name="x">Column of the oriented picture.</param>
    /// <param name="y">Row of the oriented picture.</param>
    /// <param name="size">The number of columns and of rows.</param>
    public (int X, int Y) Source(int x, int y, int size)
    {
        if (Flip) y = size - 1 - y;
        if (Mirror) x = size - 1 - x;
        return Transpose ? (y, x) : (x, y);
    }
}
