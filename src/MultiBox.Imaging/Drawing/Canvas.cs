using SkiaSharp;

namespace MultiBox.Imaging;

/// <summary>
/// Draws boxes with labels on a copy of a picture. Lines and text are sized for the picture; everything is anti-aliased and,
/// as text is drawn by its outlines from the typeface in this assembly, equal on every machine.
/// </summary>
public sealed class Canvas : IDisposable
{
    // The luminance at which black and white text have the same WCAG contrast ratio.
    private const double BlackTextFrom = 0.179;

    private readonly SKBitmap _bitmap;
    private readonly SKCanvas _canvas;

    /// <summary>Starts from a picture.</summary>
    /// <param name="image">The picture; it is not changed.</param>
    public Canvas(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        _bitmap = PixelPacking.ToBitmap(image);
        _canvas = new SKCanvas(_bitmap);
        var side = Math.Sqrt((double)image.Width * image.Height);
        LineWidth = (float)Math.Max(2, Math.Round(side / 180));
        TextSize = (float)Math.Max(10, Math.Round(side / 34));
    }

    /// <summary>The width of box lines, in pixels.</summary>
    public float LineWidth { get; }

    /// <summary>The size of label text, in pixels.</summary>
    public float TextSize { get; }

    /// <summary>Draws one box. Later boxes cover earlier ones: draw the surest last.</summary>
    /// <param name="box">The box in the picture's pixels; may reach out of the picture.</param>
    /// <param name="color">The colour of the lines and of the label's ground; see <see cref="ClassPalette"/>.</param>
    /// <param name="label">The text, e.g. class and score; null or empty for none.</param>
    public void DrawBox(ImageRegion box, RgbColor color, string? label = null)
    {
        if (!float.IsFinite(box.X + box.Y + box.Width + box.Height)) throw new ArgumentException($"A finite box was expected, found {box}.", nameof(box));
        var rectangle = SKRect.Create(box.X, box.Y, Math.Max(0, box.Width), Math.Max(0, box.Height));
        var contrast = color.Luminance >= BlackTextFrom ? SKColors.Black : SKColors.White;
        var ground = new SKColor(color.R, color.G, color.B);
        // The outline keeps the line visible on a background of its own colour.
        Stroke(rectangle, contrast.WithAlpha(150), LineWidth + Math.Max(1, LineWidth / 2));
        Stroke(rectangle, ground, LineWidth);
        if (!string.IsNullOrEmpty(label)) DrawLabel(rectangle, label, ground, contrast);
    }

    /// <summary>A copy of what was drawn so far.</summary>
    public RgbImage ToImage()
    {
        _canvas.Flush();
        return PixelPacking.ToImage(_bitmap.GetPixelSpan(), _bitmap.Width, _bitmap.Height);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _canvas.Dispose();
        _bitmap.Dispose();
    }

    private void Stroke(SKRect rectangle, SKColor color, float width)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = width, StrokeJoin = SKStrokeJoin.Miter };
        _canvas.DrawRect(rectangle, paint);
    }

    private void DrawLabel(SKRect box, string label, SKColor ground, SKColor text)
    {
        var padding = TextSize * 0.3f;
        using var font = CreateFont(TextSize);
        var width = font.MeasureText(label);
        var room = _bitmap.Width - (2 * padding) - 2;
        if (width > room)
        {
            // A label wider than the picture becomes smaller rather than cut.
            font.Size = Math.Max(4, font.Size * room / width);
            width = font.MeasureText(label);
        }

        var ascent = -font.Metrics.Ascent;
        var height = ascent + font.Metrics.Descent + (padding / 2);
        var half = LineWidth / 2;
        var top = box.Top - half - height >= 0 ? box.Top - half - height : box.Top - half;
        var area = SKRect.Create(
            KeepInside(box.Left - half, width + (2 * padding), _bitmap.Width), KeepInside(top, height, _bitmap.Height), width + (2 * padding), height);
        using var fill = new SKPaint { Color = ground, IsAntialias = true };
        _canvas.DrawRect(area, fill);
        var line = Math.Max(0.75f, LineWidth / 4);
        area.Inflate(-line / 2, -line / 2);
        Stroke(area, text.WithAlpha(150), line);
        using var outline = font.GetTextPath(label, new SKPoint(area.Left + padding - (line / 2), area.Top + (padding / 4) - (line / 2) + ascent));
        using var ink = new SKPaint { Color = text, IsAntialias = true };
        _canvas.DrawPath(outline, ink);
    }

    private static float KeepInside(float start, float length, float limit) => Math.Max(0, Math.Min(start, limit - length));

    // Without hinting and with linear metrics, letters have the same shape and place whatever font engine the platform has.
    private static SKFont CreateFont(float size) => new(InterFont.SemiBold, size)
    {
        Edging = SKFontEdging.Antialias,
        Hinting = SKFontHinting.None,
        LinearMetrics = true,
        Subpixel = true,
    };
}
