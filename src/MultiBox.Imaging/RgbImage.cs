namespace MultiBox.Imaging;

/// <summary>A picture in memory: 8 bits for each of red, green and blue, rows from the top, pixels from the left.</summary>
public sealed class RgbImage
{
    /// <summary>Takes the pixels without copying them.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="pixels">R, G, B of each pixel; its length is width x height x 3.</param>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.LongLength != (long)width * height * 3)
        {
            throw new ArgumentException($"{width}x{height} pixels need {(long)width * height * 3} bytes, found {pixels.LongLength}.", nameof(pixels));
        }

        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Creates a picture of one colour.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="fill">The value of every byte.</param>
    public RgbImage(int width, int height, byte fill = 0)
        : this(width, height, new byte[checked(width * height * 3)])
    {
        if (fill != 0) Array.Fill(Pixels, fill);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>R, G, B of each pixel, row by row; the picture's own storage.</summary>
    public byte[] Pixels { get; }
}
