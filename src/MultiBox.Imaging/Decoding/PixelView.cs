namespace MultiBox.Imaging;

/// <summary>
/// Decoded pixels of a picture, or of a part of it, where they lie in memory. The picture may have been decoded at k/8 of its
/// resolution; decoded pixel (x, y) then covers the picture's pixels from 8x/k to 8(x + 1)/k and from 8y/k to 8(y + 1)/k.
/// </summary>
public readonly ref struct PixelView
{
    internal PixelView(ReadOnlySpan<byte> pixels, int bytesPerPixel, PixelArea area, int pictureWidth, int pictureHeight, int eighths, bool shrinks)
    {
        Pixels = pixels;
        Shrinks = shrinks;
        BytesPerPixel = bytesPerPixel;
        Area = area;
        PictureWidth = pictureWidth;
        PictureHeight = pictureHeight;
        Eighths = eighths;
    }

    /// <summary>The pixels of <see cref="Area"/>, row by row without gaps: R, G, B and, with four bytes a pixel, a fourth without meaning.</summary>
    public ReadOnlySpan<byte> Pixels { get; }

    /// <summary>3 or 4.</summary>
    public int BytesPerPixel { get; }

    /// <summary>Which of the decoded picture's pixels are there.</summary>
    public PixelArea Area { get; }

    /// <summary>The width of the whole picture at full resolution.</summary>
    public int PictureWidth { get; }

    /// <summary>The height of the whole picture at full resolution.</summary>
    public int PictureHeight { get; }

    /// <summary>The resolution in eighths of the picture's own: 1..8.</summary>
    public int Eighths { get; }

    /// <summary>Whether the picture's format has lower resolutions.</summary>
    public bool Shrinks { get; }

    /// <summary>The width of the whole picture as decoded; its last column may reach beyond the picture.</summary>
    public int DecodedWidth => DecodeRequest.Decoded(PictureWidth, Eighths);

    /// <summary>The height of the whole picture as decoded; its last row may reach beyond the picture.</summary>
    public int DecodedHeight => DecodeRequest.Decoded(PictureHeight, Eighths);

    /// <summary>A whole picture at full resolution.</summary>
    /// <param name="image">The picture.</param>
    public static PixelView Of(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Of(image, image.Width, image.Height, 8);
    }

    /// <summary>A whole picture as it was decoded.</summary>
    /// <param name="decoded">The decoded pixels.</param>
    /// <param name="pictureWidth">The picture's width at full resolution.</param>
    /// <param name="pictureHeight">The picture's height at full resolution.</param>
    /// <param name="eighths">The resolution at which it was decoded, 1..8.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public static PixelView Of(RgbImage decoded, int pictureWidth, int pictureHeight, int eighths)
    {
        ArgumentNullException.ThrowIfNull(decoded);
        var view = new PixelView(decoded.Pixels, 3, new PixelArea(0, 0, decoded.Width, decoded.Height), pictureWidth, pictureHeight, eighths, shrinks: eighths < 8);
        if (view.DecodedWidth != decoded.Width || view.DecodedHeight != decoded.Height)
        {
            throw new ArgumentException(
                $"{pictureWidth}x{pictureHeight} pixels at {eighths}/8 are {view.DecodedWidth}x{view.DecodedHeight}, found {decoded.Width}x{decoded.Height}.",
                nameof(decoded));
        }

        return view;
    }

    /// <summary>Copies what is there.</summary>
    /// <returns>A picture of the size of <see cref="Area"/>.</returns>
    public RgbImage ToImage() =>
        BytesPerPixel == 3 ? new RgbImage(Area.Width, Area.Height, Pixels.ToArray()) : PixelPacking.ToImage(Pixels, Area.Width, Area.Height);
}
