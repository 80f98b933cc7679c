namespace MultiBox.Imaging;

/// <summary>
/// What of a picture has to be decoded, and at which resolution. Only JPEG has lower resolutions and parts; of another format the
/// whole is decoded, at its own resolution.
/// </summary>
/// <param name="Eighths">The resolution in eighths of the picture's own: 1..8.</param>
/// <param name="Area">The part that is needed, in pixels of that resolution; null for the whole.</param>
public readonly record struct DecodeRequest(int Eighths, PixelArea? Area)
{
    /// <summary>The whole picture at its own resolution.</summary>
    public static DecodeRequest Whole { get; } = new(8, null);

    /// <summary>What a resampling needs.</summary>
    /// <param name="pictureWidth">The encoded picture's width in pixels.</param>
    /// <param name="pictureHeight">The encoded picture's height in pixels.</param>
    /// <param name="region">What becomes the output, in the encoded picture's pixels; may reach out of the picture.</param>
    /// <param name="width">The output's width in pixels.</param>
    /// <param name="height">The output's height in pixels.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="shrink">Whether the lowest resolution is taken at which a decoded pixel is no larger than one of the output.</param>
    public static DecodeRequest For(
        int pictureWidth, int pictureHeight, ImageRegion region, int width, int height, Interpolation interpolation, bool shrink)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pictureWidth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pictureHeight);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        region.ThrowIfEmpty();
        var eighths = shrink ? (int)Math.Clamp(Math.Ceiling(8 * Math.Max(width / (double)region.Width, height / (double)region.Height)), 1, 8) : 8;
        // It takes as long as the whole resolution.
        if (eighths == 7) eighths = 8;
        var columns = Axis(region.X, region.Width, pictureWidth, width).Support(interpolation);
        var rows = Axis(region.Y, region.Height, pictureHeight, height).Support(interpolation);
        return new DecodeRequest(eighths, new PixelArea(columns.First, rows.First, columns.End - columns.First, rows.End - rows.First));

        ResamplingAxis Axis(float offset, float extent, int length, int count) => ResamplingAxis.Of(offset, extent, length, eighths, count);
    }

    /// <summary>The number of decoded pixels along one side.</summary>
    internal static int Decoded(int length, int eighths) => (int)((((long)length * eighths) + 7) / 8);
}
