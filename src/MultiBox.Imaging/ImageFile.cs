using SkiaSharp;

namespace MultiBox.Imaging;

/// <summary>
/// Reads and writes picture files (JPEG, PNG, BMP, WebP, GIF: what Skia decodes). Grey and CMYK pictures become RGB,
/// transparent ones are composited on white, colour profiles and EXIF data are ignored: detection data sets annotate the
/// stored pixels.
/// </summary>
public static class ImageFile
{
    /// <summary>The largest picture that is read, in pixels; a damaged header must not allocate all memory.</summary>
    public const long MaxPixels = 100_000_000;

    /// <summary>Reads only the header.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The size in pixels, as stored.</returns>
    /// <exception cref="InvalidDataException">The file is not a picture; the message starts with its path.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static (int Width, int Height) ReadSize(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = File.OpenRead(path);
        // Skia closes a stream that it cannot use.
        var length = stream.Length;
        using var codec = SKCodec.Create(stream, out var result) ?? throw PictureFault.NotAPicture(path, result, length);
        return (codec.Info.Width, codec.Info.Height);
    }

    /// <summary>Reads only the header, from memory.</summary>
    /// <param name="encoded">The file's content, or its beginning as far as the header reaches.</param>
    /// <param name="name">What error messages call it, e.g. its path.</param>
    /// <returns>The size in pixels, as stored.</returns>
    /// <exception cref="InvalidDataException">The bytes are no picture; the message starts with the name.</exception>
    public static unsafe (int Width, int Height) ReadSize(ReadOnlySpan<byte> encoded, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        fixed (byte* start = encoded)
        {
            using var data = SKData.Create((IntPtr)start, encoded.Length);
            var result = SKCodecResult.InvalidInput;
            using var codec = (encoded.IsEmpty ? null : SKCodec.Create(new SKMemoryStream(data), out result))
                ?? throw PictureFault.NotAPicture(name, result, encoded.Length);
            return (codec.Info.Width, codec.Info.Height);
        }
    }

    /// <summary>Decodes a whole picture.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is not a picture, ends before the picture is complete, or has more than <see cref="MaxPixels"/> pixels; the
    /// message starts with its path.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RgbImage Decode(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Decode(File.ReadAllBytes(path), path);
    }

    /// <summary>Decodes a whole picture from memory.</summary>
    /// <param name="encoded">The file's content.</param>
    /// <param name="name">What error messages call it, e.g. its path.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="InvalidDataException">As for <see cref="Decode(string)"/>.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> encoded, string name)
    {
        using var decoder = new PictureDecoder();
        return decoder.Decode(encoded, name).ToImage();
    }

    /// <summary>Encodes as JPEG.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quality">1..100.</param>
    /// <returns>The file's content.</returns>
    public static byte[] EncodeJpeg(RgbImage image, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return Encode(image, SKEncodedImageFormat.Jpeg, quality);
    }

    /// <summary>Encodes as PNG, without loss.</summary>
    /// <param name="image">The picture.</param>
    /// <returns>The file's content.</returns>
    public static byte[] EncodePng(RgbImage image) => Encode(image, SKEncodedImageFormat.Png, 100);

    /// <summary>
    /// Writes a picture, as JPEG or PNG by the name's extension. The file appears whole or not at all; an existing one is
    /// replaced in one step. The folder is created.
    /// </summary>
    /// <param name="path">The file, ending in .jpg, .jpeg or .png.</param>
    /// <param name="image">The picture.</param>
    /// <param name="jpegQuality">1..100, for JPEG only.</param>
    /// <exception cref="ArgumentException">Another extension.</exception>
    public static void Write(string path, RgbImage image, int jpegQuality = 92)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var encoded = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".JPG" or ".JPEG" => EncodeJpeg(image, jpegQuality),
            ".PNG" => EncodePng(image),
            var other => throw new ArgumentException($"{path}: expected a name ending in .jpg, .jpeg or .png, found '{other}'.", nameof(path)),
        };
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, encoded);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static byte[] Encode(RgbImage image, SKEncodedImageFormat format, int quality)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var bitmap = PixelPacking.ToBitmap(image);
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }
}
