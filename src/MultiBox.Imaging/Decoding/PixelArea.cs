namespace MultiBox.Imaging;

/// <summary>A rectangle of whole pixels.</summary>
/// <param name="X">The first column.</param>
/// <param name="Y">The first row.</param>
/// <param name="Width">The number of columns.</param>
/// <param name="Height">The number of rows.</param>
public readonly record struct PixelArea(int X, int Y, int Width, int Height)
{
    /// <summary>The column after the last one.</summary>
    public int Right => X + Width;

    /// <summary>The row after the last one.</summary>
    public int Bottom => Y + Height;

    /// <summary>Whether all of another area lies in this one.</summary>
    /// <param name="other">The other area.</param>
    public bool Contains(PixelArea other) => other.X >= X && other.Y >= Y && other.Right <= Right && other.Bottom <= Bottom;
}
