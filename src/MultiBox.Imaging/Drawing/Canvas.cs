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
    /// <param name="lineWidth">The width of box lines, in pixels; null to derive it from the picture's size.</param>
    public Canvas(RgbImage image, float? lineWidth = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        _bitmap = PixelPacking.ToBitmap(image);
        _canvas = new SKCanvas(_bitmap);
        var side = Math.Sqrt((double)image.Width * image.Height);
        LineWidth = lineWidth ?? (float)Math.Max(2, Math.Round(side / 180));
        TextSize = (float)Math.Max(10, Math.Round(side / 34));
    }

    /// <summary>The width of box lines, in pixels.</summary>
    public float LineWidth { get; }

    /// <summary>The size of label text, in pixels.</summary>
    public float TextSize { get; }

    private float Padding => TextSize * 0.3f;

    /// <summary>Draws one box. Later boxes cover earlier ones: draw the surest last.</summary>
    /// <param name="box">The box in the picture's pixels; may reach out of the picture.</param>
    /// <param name="color">The colour of the lines and of the label's ground; see <see cref="ClassPalette"/>.</param>
    /// <param name="label">The text, e.g. class and score; null or empty for none.</param>
    public void DrawBox(ImageRegion box, RgbColor color, string? label = null)
    {
        MustBeFinite(box);
        var rectangle = SKRect.Create(box.X, box.Y, Math.Max(0, box.Width), Math.Max(0, box.Height));
        var (ground, contrast) = (Opaque(color), Contrast(color));
        // The outline keeps the line visible on a background of its own colour.
        Stroke(rectangle, contrast.WithAlpha(150), LineWidth + Math.Max(1, LineWidth / 2));
        Stroke(rectangle, ground, LineWidth);
        if (string.IsNullOrEmpty(label)) return;
        var (_, height) = LabelSize(label);
        var half = LineWidth / 2;
        DrawLabel(label, rectangle.Left - half, rectangle.Top - half - height >= 0 ? rectangle.Top - half - height : rectangle.Top - half, color);
    }

    /// <summary>The size of a label as <see cref="DrawLabel"/> draws it, in pixels.</summary>
    /// <param name="label">The text.</param>
    public (float Width, float Height) LabelSize(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        using var font = CreateLabelFont(label);
        return (font.MeasureText(label) + (2 * Padding), font.Metrics.Descent - font.Metrics.Ascent + (Padding / 2));
    }

    /// <summary>Draws a label alone, moved as far as it takes to stay inside the picture.</summary>
    /// <param name="label">The text; one that is wider than the picture becomes smaller rather than cut.</param>
    /// <param name="x">Its left edge, in pixels from the left.</param>
    /// <param name="y">Its upper edge, in pixels from the top.</param>
    /// <param name="color">The colour of its ground.</param>
    public void DrawLabel(string label, float x, float y, RgbColor color)
    {
        ArgumentNullException.ThrowIfNull(label);
        using var font = CreateLabelFont(label);
        var (width, height) = LabelSize(label);
        var text = Contrast(color);
        var area = SKRect.Create(KeepInside(x, width, _bitmap.Width), KeepInside(y, height, _bitmap.Height), width, height);
        using var fill = new SKPaint { Color = Opaque(color), IsAntialias = true };
        _canvas.DrawRect(area, fill);
        var line = Math.Max(0.75f, LineWidth / 4);
        area.Inflate(-line / 2, -line / 2);
        Stroke(area, text.WithAlpha(150), line);
        using var outline = font.GetTextPath(label, new SKPoint(area.Left + Padding - (line / 2), area.Top + (Padding / 4) - (line / 2) - font.Metrics.Ascent));
        using var ink = new SKPaint { Color = text, IsAntialias = true };
        _canvas.DrawPath(outline, ink);
    }

    /// <summary>Draws a line around a box and nothing else, for boxes that are many.</summary>
    /// <param name="box">The box in the picture's pixels; may reach out of the picture.</param>
    /// <param name="color">The colour.</param>
    /// <param name="width">The line's width in pixels.</param>
    /// <param name="opacity">0..1: what is beneath shows through below 1.</param>
    public void DrawOutline(ImageRegion box, RgbColor color, float width = 1, float opacity = 1)
    {
        MustBeFinite(box);
        Stroke(
            SKRect.Create(box.X, box.Y, Math.Max(0, box.Width), Math.Max(0, box.Height)),
            Opaque(color).WithAlpha((byte)Math.Round(255 * Math.Clamp(opacity, 0, 1))), width);
    }

    /// <summary>Fills a box.</summary>
    /// <param name="box">The box in the picture's pixels; may reach out of the picture.</param>
    /// <param name="color">The colour.</param>
    public void Fill(ImageRegion box, RgbColor color)
    {
        MustBeFinite(box);
        using var paint = new SKPaint { Color = Opaque(color), IsAntialias = true };
        _canvas.DrawRect(SKRect.Create(box.X, box.Y, Math.Max(0, box.Width), Math.Max(0, box.Height)), paint);
    }

    /// <summary>Draws a line of text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">Where it begins, in pixels from the left.</param>
    /// <param name="y">Its base line, in pixels from the top.</param>
    /// <param name="size">Its size in pixels; smaller where it would not fit into <paramref name="room"/>.</param>
    /// <param name="color">The colour.</param>
    /// <param name="room">The width that it may take, in pixels.</param>
    /// <returns>The width that it takes, in pixels.</returns>
    public float DrawText(string text, float x, float y, float size, RgbColor color, float room = float.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var font = CreateFont(size);
        var width = font.MeasureText(text);
        if (width > room)
        {
            font.Size = Math.Max(4, size * room / width);
            width = font.MeasureText(text);
        }

        using var outline = font.GetTextPath(text, new SKPoint(x, y));
        using var ink = new SKPaint { Color = Opaque(color), IsAntialias = true };
        _canvas.DrawPath(outline, ink);
        return width;
    }

    /// <summary>The width of a line of text in pixels.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">Its size in pixels.</param>
    public static float MeasureText(string text, float size)
    {
        using var font = CreateFont(size);
        return font.MeasureText(text);
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

    private static void MustBeFinite(ImageRegion box)
    {
        if (!float.IsFinite(box.X + box.Y + box.Width + box.Height)) throw new ArgumentException($"A finite box was expected, found {box}.", nameof(box));
    }

    private void Stroke(SKRect rectangle, SKColor color, float width)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = width, StrokeJoin = SKStrokeJoin.Miter };
        _canvas.DrawRect(rectangle, paint);
    }

    private SKFont CreateLabelFont(string label)
    {
        var font = CreateFont(TextSize);
        var (width, room) = (font.MeasureText(label), _bitmap.Width - (2 * Padding) - 2);
        if (width > room) font.Size = Math.Max(4, font.Size * room / width);
        return font;
    }

    private static SKColor Opaque(RgbColor color) => new(color.R, color.G, color.B);

    private static SKColor Contrast(RgbColor color) => color.Luminance >= BlackTextFrom ? SKColors.Black : SKColors.White;

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
