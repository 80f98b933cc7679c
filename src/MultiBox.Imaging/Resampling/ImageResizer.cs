namespace MultiBox.Imaging;

/// <summary>
/// Changes the size of pictures. Cropping, placing on a larger canvas and resizing are one operation: a region of the source
/// plane becomes the output. The arithmetic is the same on every machine.
/// </summary>
public static class ImageResizer
{
    /// <summary>Resizes a whole picture; the aspect ratio may change.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">New width in pixels.</param>
    /// <param name="height">New height in pixels.</param>
    /// <param name="interpolation">The filter.</param>
    /// <returns>A new picture.</returns>
    public static RgbImage Resize(RgbImage image, int width, int height, Interpolation interpolation) =>
        Resample(image, ImageRegion.Of(image), width, height, interpolation, default);

    /// <summary>Resamples a region.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="region">What becomes the output, in the picture's pixels; may reach out of the picture.</param>
    /// <param name="width">The output's width in pixels.</param>
    /// <param name="height">The output's height in pixels.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="fill">The colour of output pixels whose centre lies outside the picture.</param>
    /// <returns>A new picture.</returns>
    public static RgbImage Resample(
        RgbImage image, ImageRegion region, int width, int height, Interpolation interpolation, RgbColor fill)
    {
        var output = new RgbImage(width, height);
        Resample(image, region, width, height, interpolation, fill, output.Pixels);
        return output;
    }

    /// <summary>Resamples a region into existing memory.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="region">What becomes the output, in the picture's pixels; may reach out of the picture.</param>
    /// <param name="width">The output's width in pixels.</param>
    /// <param name="height">The output's height in pixels.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="fill">The colour of output pixels whose centre lies outside the picture.</param>
    /// <param name="output">R, G, B of each pixel; its length is width x height x 3.</param>
    /// <exception cref="ArgumentException">The region is empty or not finite, or the output's length does not fit.</exception>
    public static void Resample(
        RgbImage image, ImageRegion region, int width, int height, Interpolation interpolation, RgbColor fill, Span<byte> output)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (output.Length != (long)width * height * 3)
        {
            throw new ArgumentException($"{width}x{height} pixels need {(long)width * height * 3} bytes, found {output.Length}.", nameof(output));
        }

        var rows = new Resampler().Begin(PixelView.Of(image), region, width, height, interpolation);
        Fill(output, fill);
        var (left, right) = rows.Columns;
        for (var y = rows.Rows.First; y < rows.Rows.End; y++)
        {
            PixelPacking.DropAlpha(rows.Read(y), output.Slice(((y * width) + left) * 3, (right - left) * 3));
        }
    }

    private static void Fill(Span<byte> pixels, RgbColor fill)
    {
        for (var i = 0; i < pixels.Length; i += 3) (pixels[i], pixels[i + 1], pixels[i + 2]) = (fill.R, fill.G, fill.B);
    }
}
