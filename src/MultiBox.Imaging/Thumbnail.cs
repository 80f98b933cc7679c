using SkiaSharp;

namespace MultiBox.Imaging;

/// <summary>
/// A picture at a fraction of its size. All of the file is read for it, so a damaged or truncated one is noticed, at a fraction of
/// a whole decoding's cost: JPEG files are shrunk while they are decoded.
/// </summary>
/// <param name="Width">The picture's own width in pixels.</param>
/// <param name="Height">The picture's own height in pixels.</param>
/// <param name="Image">The picture shrunk by 8, 4 or 2, or in its own size where it is too small to be shrunk.</param>
public sealed record Thumbnail(int Width, int Height, RgbImage Image)
{
    /// <summary>No side is shrunk below as many pixels.</summary>
    public const int SmallestSide = 32;

    private const int LargestFactor = 8;

    /// <summary>Decodes a thumbnail from memory.</summary>
    /// <param name="encoded">The file's content.</param>
    /// <param name="name">What error messages call it, e.g. its path.</param>
    /// <exception cref="InvalidDataException">
    /// The content is not a picture, ends before the picture is complete, or has more than <see cref="ImageFile.MaxPixels"/> pixels;
    /// the message starts with the name.
    /// </exception>
    public static unsafe Thumbnail Decode(ReadOnlySpan<byte> encoded, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (encoded.IsEmpty) throw PictureFault.NotAPicture(name, SKCodecResult.InvalidInput, 0);
        fixed (byte* start = encoded)
        {
            using var data = SKData.Create((IntPtr)start, encoded.Length);
            using var codec = SKCodec.Create(new SKMemoryStream(data), out var result)
                ?? throw PictureFault.NotAPicture(name, result, encoded.Length);
            return Decode(codec, name);
        }
    }

    private static Thumbnail Decode(SKCodec codec, string name)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > ImageFile.MaxPixels) throw PictureFault.TooLarge(name, width, height);
        var factor = LargestFactor;
        while (factor > 1 && Math.Min(width, height) / factor < SmallestSide) factor /= 2;
        var scaled = codec.GetScaledDimensions(1f / factor);
        var opaque = codec.Info.AlphaType == SKAlphaType.Opaque;
        var info = new SKImageInfo(scaled.Width, scaled.Height, SKColorType.Rgba8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(info)) throw new InvalidDataException($"{name}: no memory for {scaled.Width} x {scaled.Height} pixels.");
        var result = codec.GetPixels(info, bitmap.GetPixels());
        if (result != SKCodecResult.Success) throw PictureFault.Damaged(name, result);
        if (!opaque) PixelPacking.CompositeOnWhite(bitmap.GetPixelSpan());
        // Only some formats shrink while they are decoded.
        var isWhole = factor > 1 && scaled.Width == width && scaled.Height == height;
        var image = isWhole
            ? Average(bitmap.GetPixelSpan(), width, height, factor)
            : PixelPacking.ToImage(bitmap.GetPixelSpan(), scaled.Width, scaled.Height);
        return new Thumbnail(width, height, image);
    }

    // The mean of each block of factor x factor pixels; blocks that the border cuts are left out.
    private static RgbImage Average(ReadOnlySpan<byte> rgba, int width, int height, int factor)
    {
        var image = new RgbImage(width / factor, height / factor);
        var sums = new int[image.Width * 3];
        var area = factor * factor;
        for (var y = 0; y < image.Height; y++)
        {
            Array.Clear(sums);
            for (var row = y * factor; row < (y + 1) * factor; row++)
            {
                var line = rgba.Slice(row * width * 4, width * 4);
                for (var x = 0; x < image.Width * factor; x++)
                {
                    var pixel = line.Slice(x * 4, 4);
                    var target = sums.AsSpan(x / factor * 3, 3);
                    for (var c = 0; c < 3; c++) target[c] += pixel[c];
                }
            }

            for (var i = 0; i < sums.Length; i++) image.Pixels[(y * sums.Length) + i] = (byte)((sums[i] + (area / 2)) / area);
        }

        return image;
    }
}
