using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Imaging;

namespace MultiBox.Pipeline.Reports;

/// <summary>A part of a picture, scaled, on which boxes in original pixels are drawn.</summary>
internal sealed class PictureView : IDisposable
{
    private readonly ImageRegion _region;
    private readonly float _scale;
    private readonly Canvas _canvas;

    /// <summary>Cuts out a region.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="region">The region in original pixels.</param>
    /// <param name="side">The view's longer side in pixels.</param>
    public PictureView(RgbImage image, ImageRegion region, int side)
    {
        _region = region;
        _scale = side / Math.Max(region.Width, region.Height);
        var (width, height) = (Math.Max(1, (int)Math.Round(region.Width * _scale)), Math.Max(1, (int)Math.Round(region.Height * _scale)));
        _canvas = new Canvas(ImageResizer.Resample(image, region, width, height, _scale < 1 ? Interpolation.Area : Interpolation.Bilinear, RgbColor.Gray(127)));
    }

    /// <summary>The surroundings of a box: a square, or as much of it as the picture has.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="box">The box in original pixels.</param>
    /// <param name="other">Another box to keep in sight; null for none.</param>
    public static ImageRegion Around(RgbImage image, Box box, Box? other = null)
    {
        const float smallest = 48;
        const float margin = 1.5f;
        var hull = other is { } o ? new Box(Math.Min(box.X1, o.X1), Math.Min(box.Y1, o.Y1), Math.Max(box.X2, o.X2), Math.Max(box.Y2, o.Y2)) : box;
        hull = hull.Clip(image.Width, image.Height);
        var side = Math.Max(smallest, margin * Math.Max(hull.Width, hull.Height));
        var center = hull.ToCenter();
        var (x, width) = Span(center.Cx, side, image.Width);
        var (y, height) = Span(center.Cy, side, image.Height);
        return new ImageRegion(x, y, width, height);
    }

    /// <summary>Draws an object in the colour of its class.</summary>
    /// <param name="item">The object.</param>
    public void DrawObject(AnnotatedObject item) => _canvas.DrawBox(Place(item.Box), ClassPalette.ColorOf(item.Label - 1));

    /// <summary>Draws an object as one of many.</summary>
    /// <param name="item">The object.</param>
    public void DrawSmall(AnnotatedObject item) => _canvas.DrawOutline(Place(item.Box), ClassPalette.ColorOf(item.Label - 1), 2);

    /// <summary>Draws a default box: a thin white line between dark ones.</summary>
    /// <param name="box">The box in original pixels.</param>
    public void DrawDefaultBox(Box box)
    {
        _canvas.DrawOutline(Place(box), RgbColor.Gray(0), 4, 0.5f);
        _canvas.DrawOutline(Place(box), RgbColor.Gray(255), 2);
    }

    /// <summary>What was drawn.</summary>
    public RgbImage ToImage() => _canvas.ToImage();

    /// <inheritdoc/>
    public void Dispose() => _canvas.Dispose();

    private ImageRegion Place(Box box) => new((box.X1 - _region.X) * _scale, (box.Y1 - _region.Y) * _scale, box.Width * _scale, box.Height * _scale);

    private static (float Start, float Length) Span(float center, float side, int limit) =>
        side >= limit ? (0, limit) : (Math.Clamp(center - (side / 2), 0, limit - side), side);
}
