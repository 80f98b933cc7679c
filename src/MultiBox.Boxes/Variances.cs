namespace MultiBox.Boxes;

/// <summary>The divisors of encoded offsets.</summary>
/// <param name="Cx">For the centre, horizontal.</param>
/// <param name="Cy">For the centre, vertical.</param>
/// <param name="Width">For the width.</param>
/// <param name="Height">For the height.</param>
public readonly record struct Variances(float Cx, float Cy, float Width, float Height)
{
    /// <summary>(0.1, 0.1, 0.2, 0.2), the values of every published SSD.</summary>
    public static Variances Ssd { get; } = new(0.1f, 0.1f, 0.2f, 0.2f);
}
