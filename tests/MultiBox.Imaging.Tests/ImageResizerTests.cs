namespace MultiBox.Imaging.Tests;

public sealed class ImageResizerTests
{
    public static TheoryData<Interpolation> All => [.. Enum.GetValues<Interpolation>()];

    [Theory]
    [MemberData(nameof(All))]
    public void The_same_size_gives_the_same_picture(Interpolation interpolation)
    {
        var image = TestPictures.Noise(31, 17, seed: 3);
        Assert.Equal(image.Pixels, ImageResizer.Resize(image, 31, 17, interpolation).Pixels);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_picture_of_one_colour_keeps_it_at_any_size(Interpolation interpolation)
    {
        var image = new RgbImage(40, 25, fill: 201);
        foreach (var (w, h) in new[] { (1, 1), (7, 90), (300, 5), (80, 50), (13, 13) })
        {
            Assert.All(ImageResizer.Resize(image, w, h, interpolation).Pixels, value => Assert.Equal(201, value));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Mirroring_commutes_with_resizing(Interpolation interpolation)
    {
        var image = TestPictures.Noise(33, 9, seed: 4);
        var a = Mirror(ImageResizer.Resize(image, 20, 14, interpolation)).Pixels;
        var b = ImageResizer.Resize(Mirror(image), 20, 14, interpolation).Pixels;
        // Nearest rounds ties to one side; the others may differ by rounding.
        if (interpolation != Interpolation.Nearest) Assert.All(a.Zip(b), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
    }

    [Fact]
    public void Bilinear_uses_pixel_centres()
    {
        // Two pixels 0 and 100 become four with centres at 0.25, 0.75, 1.25, 1.75: 0, 25, 75, 100.
        var image = Gray([0, 100], 2);
        Assert.Equal([0, 25, 75, 100], Channel(ImageResizer.Resize(image, 4, 1, Interpolation.Bilinear)));
        // Shrinking 4 -> 2 takes the mean of the two pixels beside each centre.
        Assert.Equal([10, 50], Channel(ImageResizer.Resize(Gray([0, 20, 40, 60], 4), 2, 1, Interpolation.Bilinear)));
    }

    [Fact]
    public void Bilinear_does_not_widen_when_shrinking()
    {
        // 6 -> 2: centres at 1.5 and 4.5, which are those of pixels 1 and 4.
        Assert.Equal([20, 80], Channel(ImageResizer.Resize(Gray([0, 20, 255, 255, 80, 0], 6), 2, 1, Interpolation.Bilinear)));
    }

    [Fact]
    public void Area_is_the_mean_of_what_is_covered()
    {
        Assert.Equal([20, 80], Channel(ImageResizer.Resize(Gray([0, 20, 40, 60, 80, 100], 6), 2, 1, Interpolation.Area)));
        // 3 -> 2: each pixel covers one and a half: (10 + 0.5 * 40) / 1.5 = 20 and (0.5 * 40 + 100) / 1.5 = 80.
        Assert.Equal([20, 80], Channel(ImageResizer.Resize(Gray([10, 40, 100], 3), 2, 1, Interpolation.Area)));
    }

    [Fact]
    public void Bicubic_follows_the_cubic_convolution()
    {
        // At t = 0.5 with a = -0.75 the weights are -0.09375, 0.59375, 0.59375, -0.09375.
        // 8 -> 4, second pixel: centre 3, pixels 1..4 = 10, 50, 90, 30: -0.9375 + 29.6875 + 53.4375 - 2.8125 = 79.375.
        Assert.Equal(79, Channel(ImageResizer.Resize(Gray([0, 10, 50, 90, 30, 0, 0, 0], 8), 4, 1, Interpolation.Bicubic))[1]);
    }

    [Fact]
    public void Lanczos_keeps_the_mean_of_fine_stripes_when_shrinking()
    {
        var image = Gray([.. Enumerable.Range(0, 96).Select(i => (byte)(i % 2 == 0 ? 0 : 200))], 96);
        Assert.All(Channel(ImageResizer.Resize(image, 12, 1, Interpolation.Lanczos))[1..^1], value => Assert.InRange(value, 97, 103));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_region_of_whole_pixels_at_its_own_size_is_a_crop(Interpolation interpolation)
    {
        var image = TestPictures.Noise(30, 20, seed: 5);
        var crop = ImageResizer.Resample(image, new ImageRegion(4, 6, 10, 8), 10, 8, interpolation, default);
        for (var y = 0; y < 8; y++)
        {
            Assert.Equal(image.Pixels.AsSpan((((y + 6) * 30) + 4) * 3, 30).ToArray(), crop.Pixels.AsSpan(y * 30, 30).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Outside_the_picture_is_the_fill_colour(Interpolation interpolation)
    {
        var image = new RgbImage(10, 10, fill: 200);
        // The picture is the middle of a canvas of 20 x 20.
        var output = ImageResizer.Resample(image, new ImageRegion(-5, -5, 20, 20), 40, 40, interpolation, new RgbColor(1, 2, 3));
        for (var y = 0; y < 40; y++)
        {
            for (var x = 0; x < 40; x++)
            {
                var inside = x is >= 10 and < 30 && y is >= 10 and < 30;
                var i = ((y * 40) + x) * 3;
                Assert.Equal(inside ? [200, 200, 200] : new byte[] { 1, 2, 3 }, output.Pixels[i..(i + 3)]);
            }
        }
    }

    [Fact]
    public void A_region_wholly_outside_is_all_fill() => Assert.All(
        ImageResizer.Resample(new RgbImage(4, 4), new ImageRegion(10, 0, 4, 4), 3, 3, Interpolation.Bilinear, RgbColor.Gray(9)).Pixels,
        value => Assert.Equal(9, value));

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, -1)]
    [InlineData(float.NaN, 5)]
    [InlineData(float.PositiveInfinity, 5)]
    public void An_empty_region_is_refused(float width, float height) => Assert.Throws<ArgumentException>(
        () => ImageResizer.Resample(new RgbImage(4, 4), new ImageRegion(0, 0, width, height), 3, 3, Interpolation.Area, default));

    [Fact]
    public void An_output_of_the_wrong_length_is_refused() => Assert.Equal(
        "3x3 pixels need 27 bytes, found 26. (Parameter 'output')",
        Assert.Throws<ArgumentException>(() => ImageResizer.Resample(
            new RgbImage(4, 4), new ImageRegion(0, 0, 4, 4), 3, 3, Interpolation.Area, default, new byte[26])).Message);

    private static RgbImage Gray(byte[] values, int width) =>
        new(width, values.Length / width, [.. values.SelectMany(v => new[] { v, v, v })]);

    private static byte[] Channel(RgbImage image) => [.. image.Pixels.Where((_, i) => i % 3 == 1)];

    private static RgbImage Mirror(RgbImage image)
    {
        var mirrored = new RgbImage(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                image.Pixels.AsSpan(((y * image.Width) + x) * 3, 3).CopyTo(mirrored.Pixels.AsSpan(((y * image.Width) + image.Width - 1 - x) * 3, 3));
            }
        }

        return mirrored;
    }
}
