namespace MultiBox.Imaging;

/// <summary>
/// A rectangle on the plane of a picture, in its pixels and continuous: pixel (0, 0) covers [0, 1) x [0, 1). It may reach out
/// of the picture.
/// </summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width, above 0.</param>
/// <param name="Height">Height, above 0.</param>
public readonly record struct ImageRegion(float X, float Y, float Width, float Height)
{
    /// <summary>The whole of a picture.</summary>
    /// <param name="image">The picture.</param>
    public static ImageRegion Of(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new ImageRegion(0, 0, image.Width, image.Height);
    }

    internal void ThrowIfEmpty()
    {
        if (!(Width > 0 && Height > 0 && float.IsFinite(X + Y + Width + Height)))
        {
            throw new ArgumentException($"A region wider and higher than 0 was expected, found {this}.", "region");
        }
    }
}
