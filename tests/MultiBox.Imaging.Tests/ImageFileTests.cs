using SkiaSharp;

namespace MultiBox.Imaging.Tests;

public sealed class ImageFileTests : IDisposable
{

    private readonly string _folder = Directory.CreateTempSubdirectory("multibox-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Png_round_trips_without_loss()
    {
        var image = TestPictures.Noise(37, 23, seed: 1);
        var decoded = ImageFile.Decode(ImageFile.EncodePng(image), "x.png");
        Assert.Equal((37, 23), (decoded.Width, decoded.Height));
        Assert.Equal(image.Pixels, decoded.Pixels);
    }

    [Fact]
    public void Jpeg_round_trips_closely()
    {
        var image = TestPictures.Gradient(64, 48);
        var path = Save("a.jpg", ImageFile.EncodeJpeg(image, 95));
        var decoded = ImageFile.Decode(path);
        Assert.Equal((64, 48), ImageFile.ReadSize(path));
        Assert.True(image.Pixels.Zip(decoded.Pixels, (a, b) => Math.Abs(a - b)).Average() < 2);
    }

    [Fact]
    public void A_jpeg_cut_anywhere_is_refused_with_the_files_name()
    {
        var whole = ImageFile.EncodeJpeg(TestPictures.Noise(64, 64, seed: 2), 90);
        for (var length = 0; length < whole.Length - 16; length += 97)
        {
            var path = Save("cut.jpg", whole[..length]);
            var fault = Assert.Throws<InvalidDataException>(() => ImageFile.Decode(path));
            Assert.StartsWith(path + ": ", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_cut_png_is_refused()
    {
        var whole = ImageFile.EncodePng(TestPictures.Noise(64, 64, seed: 2));
        var fault = Assert.Throws<InvalidDataException>(() => ImageFile.Decode(whole.AsSpan(0, whole.Length / 2), "half.png"));
        Assert.Equal(
            "half.png: the picture cannot be decoded (IncompleteInput). The file is damaged or incomplete; fetch or export it again.", fault.Message);
    }

    [Fact]
    public void Text_is_not_a_picture()
    {
        var path = Save("a.jpg", "hello, this is no picture at all"u8.ToArray());
        var expected = $"{path}: not a readable picture (Unimplemented). JPEG, PNG, BMP, WebP and GIF are read.";
        Assert.Equal(expected, Assert.Throws<InvalidDataException>(() => ImageFile.Decode(path)).Message);
        Assert.Equal(expected, Assert.Throws<InvalidDataException>(() => ImageFile.ReadSize(path)).Message);
    }

    [Fact]
    public void An_empty_file_is_told_apart()
    {
        var path = Save("a.jpg", []);
        Assert.Equal($"{path}: the file is empty; a picture was expected.", Assert.Throws<InvalidDataException>(() => ImageFile.Decode(path)).Message);
    }

    [Fact]
    public void A_header_that_claims_too_many_pixels_is_refused_before_memory_is_taken()
    {
        var file = TestPictures.Jpeg(16, 16);
        // The frame header: FF C0, length, precision, height, width.
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (file[frame + 5], file[frame + 6], file[frame + 7], file[frame + 8]) = (0xEA, 0x60, 0xEA, 0x60);
        var before = GC.GetTotalAllocatedBytes();
        var fault = Assert.Throws<InvalidDataException>(() => ImageFile.Decode(file, "huge.jpg"));
        Assert.Equal("huge.jpg: the picture has 60000 x 60000 pixels; at most 100 million are read. Scale it down first.", fault.Message);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 10_000_000);
    }

    [Fact]
    public void Transparent_pixels_are_composited_on_white()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(2, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.SetPixel(0, 0, new SKColor(200, 0, 0, 0));
        bitmap.SetPixel(1, 0, new SKColor(200, 0, 0, 128));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        var decoded = ImageFile.Decode(data.ToArray(), "a.png");
        // 200 * 128/255 + 255 * 127/255 = 227.4; 0 * 128/255 + 127 = 127.
        Assert.Equal([255, 255, 255, 227, 127, 127], decoded.Pixels);
    }

    [Fact]
    public void Grey_pictures_become_rgb()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(3, 1, SKColorType.Gray8, SKAlphaType.Opaque));
        bitmap.SetPixel(0, 0, new SKColor(10, 10, 10));
        bitmap.SetPixel(1, 0, new SKColor(128, 128, 128));
        bitmap.SetPixel(2, 0, new SKColor(250, 250, 250));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        Assert.Equal([10, 10, 10, 128, 128, 128, 250, 250, 250], ImageFile.Decode(data.ToArray(), "a.png").Pixels);
    }

    [Theory]
    [InlineData(255, 0, 255, 255, 255, 0, 255)]
    [InlineData(255, 255, 255, 255, 255, 255, 255)]
    [InlineData(255, 255, 255, 0, 0, 0, 0)]
    public void Cmyk_pictures_become_rgb(int c, int m, int y, int k, int r, int g, int b)
    {
        // Adobe's CMYK is stored inverted: 255 is no ink.
        var decoded = ImageFile.Decode(TestPictures.CmykJpeg((byte)c, (byte)m, (byte)y, (byte)k), "cmyk.jpg");
        Assert.Equal((8, 8), (decoded.Width, decoded.Height));
        Assert.All(decoded.Pixels.Chunk(3), pixel =>
        {
            Assert.InRange(pixel[0], r - 3, r + 3);
            Assert.InRange(pixel[1], g - 3, g + 3);
            Assert.InRange(pixel[2], b - 3, b + 3);
        });
    }

    [Fact]
    public void Writing_replaces_a_file_whole_and_leaves_nothing_else()
    {
        var path = Path.Combine(_folder, "new", "a.png");
        ImageFile.Write(path, new RgbImage(4, 4, fill: 1));
        ImageFile.Write(path, new RgbImage(4, 4, fill: 2));
        Assert.All(ImageFile.Decode(path).Pixels, value => Assert.Equal(2, value));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Writing_to_an_unknown_kind_of_file_is_refused() => Assert.Equal(
        "a.tiff: expected a name ending in .jpg, .jpeg or .png, found '.TIFF'. (Parameter 'path')",
        Assert.Throws<ArgumentException>(() => ImageFile.Write("a.tiff", new RgbImage(1, 1))).Message);

    [Fact]
    public void A_missing_file_is_an_io_fault() =>
        Assert.Throws<FileNotFoundException>(() => ImageFile.Decode(Path.Combine(_folder, "none.jpg")));

    [SkippableFact]
    public void Real_photographs_decode()
    {
        foreach (var path in SharedImages.All())
        {
            var image = ImageFile.Decode(path);
            Assert.Equal(ImageFile.ReadSize(path), (image.Width, image.Height));
            Assert.True(image.Pixels.Distinct().Count() > 50);
        }
    }

    private string Save(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
