namespace MultiBox.Boxes;

/// <summary>A box relative to a default box, as <see cref="BoxCoder"/> encodes it.</summary>
/// <param name="X">Shift of the centre, horizontal.</param>
/// <param name="Y">Shift of the centre, vertical.</param>
/// <param name="W">Logarithm of the ratio of widths.</param>
/// <param name="H">Logarithm of the ratio of heights.</param>
public readonly record struct Offsets(float X, float Y, float W, float H);
