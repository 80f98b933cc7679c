using SkiaSharp;

namespace MultiBox.Imaging.Tests;

public sealed class PictureDecoderTests : IDisposable
{
    private static readonly string[] Kinds = ["colour", "grey", "progressive", "cmyk", "one pixel"];

    private readonly PictureDecoder _decoder = new();

    public static TheoryData<string> Jpegs => [.. Kinds];

    public void Dispose() => _decoder.Dispose();

    [Fact]
    public void One_decoder_serves_pictures_of_any_size_and_format()
    {
        foreach (var (width, height) in new[] { (64, 48), (7, 5), (200, 150), (1, 1) })
        {
            var image = TestPictures.Noise(width, height, seed: width);
            Assert.Equal(image.Pixels, _decoder.Decode(ImageFile.EncodePng(image), "a.png").ToImage().Pixels);
            var jpeg = ImageFile.EncodeJpeg(image, 90);
            Assert.Equal(ImageFile.Decode(jpeg, "a.jpg").Pixels, _decoder.Decode(jpeg, "a.jpg").ToImage().Pixels);
        }
    }

    [Theory]
    [MemberData(nameof(Jpegs))]
    public void Any_part_has_the_pixels_of_the_whole_at_every_resolution(string kind)
    {
        var file = Jpeg(kind);
        var random = new Random(4);
        for (var eighths = 1; eighths <= 8; eighths++)
        {
            var whole = _decoder.Decode(file, kind, new DecodeRequest(eighths, null));
            var (width, height, image) = (whole.Area.Width, whole.Area.Height, whole.ToImage());
            for (var i = 0; i < 20; i++)
            {
                var (x, y) = (random.Next(width), random.Next(height));
                var area = new PixelArea(x, y, 1 + random.Next(width - x), 1 + random.Next(height - y));
                var part = _decoder.Decode(file, kind, new DecodeRequest(eighths, area));
                Assert.True(part.Area.Contains(area), $"{area}: {part.Area}");
                AssertSame(image, part, area);
            }
        }
    }

    [Theory]
    [InlineData(8, 61, 47)]
    [InlineData(4, 31, 24)]
    [InlineData(3, 23, 18)]
    [InlineData(1, 8, 6)]
    public void Lower_resolutions_are_rounded_up(int eighths, int width, int height)
    {
        var picture = _decoder.Decode(TestPictures.Jpeg(61, 47), "a.jpg", new DecodeRequest(eighths, null));
        Assert.Equal(new PixelArea(0, 0, width, height), picture.Area);
        Assert.Equal((61, 47, eighths, true), (picture.PictureWidth, picture.PictureHeight, picture.Eighths, picture.Shrinks));
    }

    [Fact]
    public void Lower_resolutions_show_the_same()
    {
        // A gradient: the mean of the pixels that a decoded pixel covers is its value.
        var full = ImageFile.Decode(TestPictures.Jpeg(64, 48), "a.jpg");
        var half = _decoder.Decode(TestPictures.Jpeg(64, 48), "a.jpg", new DecodeRequest(4, null)).ToImage();
        var mean = ImageResizer.Resize(full, 32, 24, Interpolation.Area);
        Assert.True(MeanDifference(mean.Pixels, half.Pixels) < 1.5, $"{MeanDifference(mean.Pixels, half.Pixels)}");
    }

    [Fact]
    public void Other_formats_are_decoded_whole_at_their_own_resolution()
    {
        var image = TestPictures.Noise(20, 10, seed: 1);
        var picture = _decoder.Decode(ImageFile.EncodePng(image), "a.png", new DecodeRequest(2, new PixelArea(1, 1, 2, 2)));
        Assert.Equal((8, false, new PixelArea(0, 0, 20, 10)), (picture.Eighths, picture.Shrinks, picture.Area));
        Assert.Equal(image.Pixels, picture.ToImage().Pixels);
    }

    [Fact]
    public void An_area_beyond_the_picture_is_clipped()
    {
        var picture = _decoder.Decode(TestPictures.Jpeg(20, 10), "a.jpg", new DecodeRequest(8, new PixelArea(15, 5, 100, 100)));
        Assert.True(picture.Area.Contains(new PixelArea(15, 5, 5, 5)) && new PixelArea(0, 0, 20, 10).Contains(picture.Area));
        Assert.Equal(0, _decoder.Decode(TestPictures.Jpeg(20, 10), "a.jpg", new DecodeRequest(8, default(PixelArea))).Pixels.Length);
        Assert.Equal(0, _decoder.Decode(TestPictures.Jpeg(20, 10), "a.jpg", new DecodeRequest(8, new PixelArea(30, 30, 5, 5))).Pixels.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void A_resolution_that_does_not_exist_is_refused(int eighths) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _decoder.Decode(TestPictures.Jpeg(9, 9), "a.jpg", new DecodeRequest(eighths, null)).Area);

    [Fact]
    public void A_cut_jpeg_serves_the_rows_before_the_cut_and_is_refused_below()
    {
        var image = TestPictures.Noise(64, 64, seed: 2);
        var whole = ImageFile.EncodeJpeg(image, 90);
        var cut = whole[..(whole.Length * 5 / 8)];
        var top = new PixelArea(0, 0, 64, 16);
        AssertSame(ImageFile.Decode(whole, "a.jpg"), _decoder.Decode(cut, "a.jpg", new DecodeRequest(8, top)), top);
        foreach (var area in new[] { new PixelArea(10, 10, 20, 54), new PixelArea(10, 50, 20, 14), new PixelArea(0, 60, 64, 4) })
        {
            var fault = Assert.Throws<InvalidDataException>(() => _decoder.Decode(cut, "a.jpg", new DecodeRequest(8, area)).Area);
            Assert.Equal("a.jpg: the picture cannot be decoded (IncompleteInput). The file is damaged or incomplete; fetch or export it again.", fault.Message);
        }
    }

    [Fact]
    public void Damaged_bytes_are_decoded_or_refused()
    {
        var random = new Random(9);
        var files = Kinds.Select(Jpeg).ToArray();
        var refused = 0;
        for (var i = 0; i < 3000; i++)
        {
            var file = (byte[])files[i % files.Length].Clone();
            for (var damage = random.Next(10); damage >= 0; damage--) file[random.Next(file.Length)] = (byte)random.Next(256);
            if (i % 3 == 0) file = file[..random.Next(file.Length)];
            // A header that claims a large picture is slow to refuse: it is what MaxPixels allows.
            if (Claims(file) > 4_000_000) continue;
            var area = new PixelArea(random.Next(50), random.Next(50), 1 + random.Next(50), 1 + random.Next(50));
            try
            {
                var picture = _decoder.Decode(file, "a.jpg", new DecodeRequest(1 + random.Next(8), i % 4 == 0 ? null : area));
                Assert.Equal(picture.Area.Width * picture.Area.Height * picture.BytesPerPixel, picture.Pixels.Length);
            }
            catch (InvalidDataException fault)
            {
                Assert.StartsWith("a.jpg: ", fault.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 500, 2900);
    }

    [Fact]
    public void A_huge_header_is_refused_before_memory_is_taken()
    {
        var file = TestPictures.Jpeg(16, 16);
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (file[frame + 5], file[frame + 6], file[frame + 7], file[frame + 8]) = (0xEA, 0x60, 0xEA, 0x60);
        Assert.Equal(
            "huge.jpg: the picture has 60000 x 60000 pixels; at most 100 million are read. Scale it down first.",
            Assert.Throws<InvalidDataException>(() => _decoder.Decode(file, "huge.jpg", new DecodeRequest(1, new PixelArea(0, 0, 4, 4))).Area).Message);
    }

    [Fact]
    public void A_fault_leaves_the_decoder_usable()
    {
        Assert.Throws<InvalidDataException>(() => _decoder.Decode("no picture"u8, "a").Area);
        Assert.Throws<InvalidDataException>(() => _decoder.Decode([], "a").Area);
        Assert.Equal(9, _decoder.Decode(TestPictures.Jpeg(9, 5), "a.jpg").Area.Width);
    }

    [Fact]
    public void A_picture_costs_the_codecs_handles_only()
    {
        var file = TestPictures.Jpeg(200, 150);
        var request = new DecodeRequest(4, new PixelArea(10, 10, 50, 40));
        long bytes = 0;
        for (var i = 0; i < 300; i++)
        {
            if (i == 100) bytes = -GC.GetAllocatedBytesForCurrentThread();
            _ = _decoder.Decode(file, "a.jpg", request);
        }

        bytes += GC.GetAllocatedBytesForCurrentThread();
        Assert.True(bytes < 200 * 500, $"{bytes / 200} bytes a picture");
    }

    [SkippableFact]
    public void Photographs_agree_at_every_resolution()
    {
        foreach (var path in SharedImages.All().Order(StringComparer.Ordinal).Take(6))
        {
            var file = File.ReadAllBytes(path);
            var full = ImageFile.Decode(file, path);
            foreach (var eighths in new[] { 1, 2, 3, 4, 5, 6 })
            {
                var shrunk = _decoder.Decode(file, path, new DecodeRequest(eighths, null)).ToImage();
                // The mean over the same places of the plane, up to the last column and row that reach beyond the picture.
                var region = new ImageRegion(0, 0, shrunk.Width * 8f / eighths, shrunk.Height * 8f / eighths);
                var mean = ImageResizer.Resample(full, region, shrunk.Width, shrunk.Height, Interpolation.Area, default);
                var difference = MeanDifference(Inner(mean), Inner(shrunk));
                Assert.True(difference < 5, $"{path} at {eighths}/8: {difference}");
            }
        }
    }

    private static byte[] Jpeg(string kind)
    {
        switch (kind)
        {
            case "grey":
                using (var bitmap = new SKBitmap(new SKImageInfo(53, 39, SKColorType.Gray8, SKAlphaType.Opaque)))
                {
                    for (var i = 0; i < 53 * 39; i++) bitmap.SetPixel(i % 53, i / 53, new SKColor((byte)(i * 7), (byte)(i * 7), (byte)(i * 7)));
                    using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
                    return data.ToArray();
                }

            case "progressive": return TestPictures.ProgressiveJpeg();
            case "cmyk": return TestPictures.CmykJpeg(10, 200, 80, 255);
            case "one pixel": return ImageFile.EncodeJpeg(new RgbImage(1, 1, 77), 90);
            default: return ImageFile.EncodeJpeg(TestPictures.Noise(83, 67, seed: 5), 85);
        }
    }

    // The pixels that the frame header claims.
    private static long Claims(byte[] file)
    {
        for (var i = 0; i + 9 < file.Length; i++)
        {
            if (file[i] == 0xFF && file[i + 1] is >= 0xC0 and <= 0xC2) return ((file[i + 5] << 8) | file[i + 6]) * (long)((file[i + 7] << 8) | file[i + 8]);
        }

        return 0;
    }

    private static void AssertSame(RgbImage whole, PixelView part, PixelArea area)
    {
        var found = part.ToImage();
        for (var y = area.Y; y < area.Bottom; y++)
        {
            var expected = whole.Pixels.AsSpan(((y * whole.Width) + area.X) * 3, area.Width * 3);
            Assert.True(expected.SequenceEqual(found.Pixels.AsSpan((((y - part.Area.Y) * found.Width) + area.X - part.Area.X) * 3, area.Width * 3)), $"row {y} of {area}");
        }
    }

    private static byte[] Inner(RgbImage image) =>
        ImageResizer.Resample(image, new ImageRegion(0, 0, image.Width - 1, image.Height - 1), image.Width - 1, image.Height - 1, Interpolation.Nearest, default).Pixels;

    private static double MeanDifference(byte[] a, byte[] b)
    {
        Assert.Equal(a.Length, b.Length);
        long sum = 0;
        for (var i = 0; i < a.Length; i++) sum += Math.Abs(a[i] - b[i]);
        return sum / (double)a.Length;
    }
}
