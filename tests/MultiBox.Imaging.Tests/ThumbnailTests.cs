namespace MultiBox.Imaging.Tests;

public sealed class ThumbnailTests
{
    [Theory]
    [InlineData(500, 375, 63, 47)] // An eighth, as libjpeg rounds it.
    [InlineData(255, 300, 64, 75)] // A quarter: an eighth would have fewer than 32 columns.
    [InlineData(100, 64, 50, 32)]
    [InlineData(63, 500, 63, 500)]
    [InlineData(1, 1, 1, 1)]
    public void Jpeg_files_are_shrunk_while_they_are_decoded(int width, int height, int thumbnailWidth, int thumbnailHeight)
    {
        var thumbnail = Thumbnail.Decode(ImageFile.EncodeJpeg(Gradient(width, height), 95), "a.jpg");

        Assert.Equal((width, height), (thumbnail.Width, thumbnail.Height));
        Assert.Equal((thumbnailWidth, thumbnailHeight), (thumbnail.Image.Width, thumbnail.Image.Height));
    }

    [Theory]
    [InlineData(500, 375, 62, 46)] // Whole blocks only.
    [InlineData(255, 300, 63, 75)]
    [InlineData(63, 500, 63, 500)]
    public void Other_files_are_averaged(int width, int height, int thumbnailWidth, int thumbnailHeight)
    {
        var picture = Gradient(width, height);

        var thumbnail = Thumbnail.Decode(ImageFile.EncodePng(picture), "a.png");

        Assert.Equal((width, height), (thumbnail.Width, thumbnail.Height));
        Assert.Equal((thumbnailWidth, thumbnailHeight), (thumbnail.Image.Width, thumbnail.Image.Height));
        // The middle of the gradient is the middle of its thumbnail.
        var (x, y) = (thumbnailWidth / 2, thumbnailHeight / 2);
        var factor = width / thumbnailWidth;
        var expected = picture.Pixels[((((y * factor) + (factor / 2)) * width) + (x * factor) + (factor / 2)) * 3];
        Assert.InRange(thumbnail.Image.Pixels[((y * thumbnailWidth) + x) * 3], expected - 3, expected + 3);
    }

    [Theory]
    [InlineData(90)] // With loss.
    [InlineData(100)]
    public void Webp_files_have_one_too(int quality)
    {
        var picture = Gradient(480, 320);
        using var bitmap = SkiaSharp.SKBitmap.Decode(ImageFile.EncodePng(picture));
        using var data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Webp, quality);

        var thumbnail = Thumbnail.Decode(data.AsSpan(), "a.webp");

        Assert.Equal((480, 320, 60, 40), (thumbnail.Width, thumbnail.Height, thumbnail.Image.Width, thumbnail.Image.Height));
        var small = ImageResizer.Resize(picture, 60, 40, Interpolation.Area);
        Assert.InRange(thumbnail.Image.Pixels.Zip(small.Pixels, (a, b) => Math.Abs(a - b)).Average(), 0, 3);
    }

    [Fact]
    public void What_shines_through_is_laid_on_white()
    {
        var bytes = TransparentPng(64, 64);

        Assert.All(Thumbnail.Decode(bytes, "a.png").Image.Pixels, value => Assert.Equal(255, value));
    }

    [Fact]
    public void A_thumbnail_shows_what_the_picture_shows()
    {
        var picture = Gradient(480, 320);
        var thumbnail = Thumbnail.Decode(ImageFile.EncodeJpeg(picture, 95), "a.jpg").Image;
        var small = ImageResizer.Resize(picture, thumbnail.Width, thumbnail.Height, Interpolation.Area);

        Assert.InRange(thumbnail.Pixels.Zip(small.Pixels, (a, b) => Math.Abs(a - b)).Average(), 0, 2);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.98)]
    public void A_file_that_ends_early_is_refused(double part)
    {
        foreach (var encoded in new[] { ImageFile.EncodeJpeg(Noise(500, 375), 90), ImageFile.EncodePng(Noise(200, 150)) })
        {
            var fault = Assert.Throws<InvalidDataException>(() => Thumbnail.Decode(encoded.AsSpan(0, (int)(part * encoded.Length)), "cut"));
            Assert.Equal("cut: the picture cannot be decoded (IncompleteInput). The file is damaged or incomplete; fetch or export it again.", fault.Message);
        }
    }

    [Fact]
    public void What_is_no_picture_is_refused()
    {
        Assert.Equal("a.jpg: the file is empty; a picture was expected.", Assert.Throws<InvalidDataException>(() => Thumbnail.Decode([], "a.jpg")).Message);
        Assert.Equal(
            "a.jpg: not a readable picture (IncompleteInput). JPEG, PNG, BMP, WebP and GIF are read.",
            Assert.Throws<InvalidDataException>(() => Thumbnail.Decode("a text"u8, "a.jpg")).Message);
    }

    private static RgbImage Gradient(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var i = 0; i < width * height; i++)
        {
            var (x, y) = (i % width, i / width);
            image.Pixels[i * 3] = (byte)(200 * x / width);
            image.Pixels[(i * 3) + 1] = (byte)(200 * y / height);
            image.Pixels[(i * 3) + 2] = 90;
        }

        return image;
    }

    private static RgbImage Noise(int width, int height)
    {
        var image = new RgbImage(width, height);
        new Random(1).NextBytes(image.Pixels);
        return image;
    }

    private static byte[] TransparentPng(int width, int height)
    {
        using var bitmap = new SkiaSharp.SKBitmap(new SkiaSharp.SKImageInfo(width, height, SkiaSharp.SKColorType.Rgba8888, SkiaSharp.SKAlphaType.Unpremul));
        bitmap.Erase(new SkiaSharp.SKColor(10, 20, 30, 0));
        using var data = bitmap.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
