namespace MultiBox.Boxes;

/// <summary>An axis-aligned box by its centre and size, the form in which offsets are encoded.</summary>
/// <param name="Cx">Centre, horizontal.</param>
/// <param name="Cy">Centre, vertical.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public readonly record struct CenterBox(float Cx, float Cy, float Width, float Height)
{
    /// <summary>The same box by its corners.</summary>
    public Box ToCorner() => new(Cx - (Width / 2), Cy - (Height / 2), Cx + (Width / 2), Cy + (Height / 2));
}
