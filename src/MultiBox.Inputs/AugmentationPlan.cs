using MultiBox.Boxes;
using MultiBox.Imaging;

namespace MultiBox.Inputs;

/// <summary>
/// How one picture becomes the network's square input: one region of it (crop, zoom out or both) is resampled once, recoloured
/// and laid. Its boxes follow.
/// </summary>
/// <param name="Region">What the input shows, in original pixels; may reach out of the picture.</param>
/// <param name="Interpolation">The filter of the resize.</param>
/// <param name="Color">The change of colour, after the resize.</param>
/// <param name="Orientation">How the result is laid.</param>
public sealed record AugmentationPlan(ImageRegion Region, Interpolation Interpolation, ColorTransform Color, Orientation Orientation)
{
    /// <summary>The evaluation's plan: the whole picture, resized.</summary>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    public static AugmentationPlan WholeImage(int width, int height) =>
        new(new ImageRegion(0, 0, width, height), Interpolation.Bilinear, ColorTransform.Identity, default);

    /// <summary>Where a box lies in the input.</summary>
    /// <param name="pixelBox">The box in original pixels.</param>
    /// <returns>
    /// The part of the box inside the input, in 0..1 of it; null when the box's centre is outside or nothing of it has an area.
    /// </returns>
    public Box? Map(Box pixelBox)
    {
        var box = new Box(
            (pixelBox.X1 - Region.X) / Region.Width,
            (pixelBox.Y1 - Region.Y) / Region.Height,
            (pixelBox.X2 - Region.X) / Region.Width,
            (pixelBox.Y2 - Region.Y) / Region.Height);
        var center = box.ToCenter();
        if (!(center.Cx is >= 0 and <= 1 && center.Cy is >= 0 and <= 1)) return null;
        box = box.Clip(1, 1);
        return box.Width > 0 && box.Height > 0 ? Orientation.Map(box) : null;
    }
}
