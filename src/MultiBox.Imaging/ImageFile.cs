using SkiaSharp;

namespace MultiBox.Imaging;

/// <summary>Reads and writes picture files (JPEG, PNG, BMP, WebP, GIF: what Skia decodes).</summary>
public static class ImageFile
{
    /// <summary>Reads only the header.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The size in pixels.</returns>
    /// <exception cref="InvalidDataException">The file is not a picture.</exception>
    public static (int Width, int Height) ReadSize(string path)
    {
        using var stream = File.OpenRead(path);
        using var codec = SKCodec.Create(stream, out var result)
            ?? throw new InvalidDataException($"{path}: not a readable picture ({result}).");
        return (codec.Info.Width, codec.Info.Height);
    }

    /// <summary>Decodes a whole picture. EXIF orientation is ignored, as detection data sets annotate the stored pixels.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="InvalidDataException">The file is not a picture, or ends before the picture is complete.</exception>
    public static RgbImage Decode(string path)
    {
        using var stream = File.OpenRead(path);
        using var codec = SKCodec.Create(stream, out var created)
            ?? throw new InvalidDataException($"{path}: not a readable picture ({created}).");
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var bitmap = new SKBitmap(info);
        var result = codec.GetPixels(info, bitmap.GetPixels());
        if (result != SKCodecResult.Success)
        {
            throw new InvalidDataException($"{path}: the picture cannot be decoded ({result}).");
        }

        return FromRgba(bitmap.GetPixelSpan(), info.Width, info.Height);
    }

    /// <summary>Encodes as JPEG.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quality">1..100.</param>
    public static byte[] EncodeJpeg(RgbImage image, int quality) => Encode(image, SKEncodedImageFormat.Jpeg, quality);

    /// <summary>Encodes as PNG, without loss.</summary>
    /// <param name="image">The picture.</param>
    public static byte[] EncodePng(RgbImage image) => Encode(image, SKEncodedImageFormat.Png, 100);

    private static byte[] Encode(RgbImage image, SKEncodedImageFormat format, int quality)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        unsafe
        {
            var target = new Span<byte>((void*)bitmap.GetPixels(), image.Width * image.Height * 4);
            for (int i = 0, j = 0; i < image.Pixels.Length; i += 3, j += 4)
            {
                target[j] = image.Pixels[i];
                target[j + 1] = image.Pixels[i + 1];
                target[j + 2] = image.Pixels[i + 2];
                target[j + 3] = 255;
            }
        }

        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    private static RgbImage FromRgba(ReadOnlySpan<byte> rgba, int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (int i = 0, j = 0; i < pixels.Length; i += 3, j += 4)
        {
            pixels[i] = rgba[j];
            pixels[i + 1] = rgba[j + 1];
            pixels[i + 2] = rgba[j + 2];
        }

        return new RgbImage(width, height, pixels);
    }
}
