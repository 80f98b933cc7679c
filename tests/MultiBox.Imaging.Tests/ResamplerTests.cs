using System.Security.Cryptography;

namespace MultiBox.Imaging.Tests;

public sealed class ResamplerTests
{
    private static readonly ImageRegion[] Regions =
    [
        new(0, 0, 61, 47), new(3.3f, 5.7f, 40.2f, 21.9f), new(-20.5f, -8.25f, 120, 90), new(30.125f, 20.5f, 9.75f, 6.5f), new(50, 40, 300, 4),
    ];

    public static TheoryData<Interpolation> All => [.. Enum.GetValues<Interpolation>()];

    [Theory]
    [MemberData(nameof(All))]
    public void The_bytes_are_those_of_the_sums_in_double_precision(Interpolation interpolation)
    {
        var image = TestPictures.Noise(61, 47, seed: 10);
        var resampler = new Resampler();
        foreach (var region in Regions)
        {
            var expected = Reference(image, region, 25, 19, interpolation);
            var found = Read(resampler.Begin(PixelView.Of(image), region, 25, 19, interpolation), 25, 19);
            for (var i = 0; i < expected.Length; i++)
            {
                // Single precision may round to the other side of one half.
                Assert.True(double.IsNaN(expected[i]) ? found[i] == 9 : Math.Abs(expected[i] - found[i]) < 0.501, $"{region}, value {i}: {expected[i]}, {found[i]}");
            }
        }
    }

    [Theory]
    [InlineData(Interpolation.Nearest, "27DAC9B0C2E41285")]
    [InlineData(Interpolation.Bilinear, "D89E134496C0250D")]
    [InlineData(Interpolation.Area, "AE54EB112111E0F3")]
    [InlineData(Interpolation.Bicubic, "76BDC7E895C8816B")]
    [InlineData(Interpolation.Lanczos, "F699E411FEACB5FA")]
    public void The_bytes_are_pinned_whatever_vectors_the_machine_has(Interpolation interpolation, string expected)
    {
        var image = TestPictures.Noise(61, 47, seed: 10);
        var resampler = new Resampler();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var region in Regions) hash.AppendData(Read(resampler.Begin(PixelView.Of(image), region, 50, 38, interpolation), 50, 38));
        Assert.Equal(expected, Convert.ToHexString(hash.GetHashAndReset())[..16]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_part_and_four_bytes_a_pixel_give_the_same_bytes(Interpolation interpolation)
    {
        var image = TestPictures.Noise(61, 47, seed: 11);
        foreach (var region in Regions)
        {
            var whole = Read(new Resampler().Begin(PixelView.Of(image), region, 33, 29, interpolation), 33, 29);
            var area = DecodeRequest.For(61, 47, region, 33, 29, interpolation, shrink: false).Area!.Value;
            var part = Part(image, area);
            Assert.Equal(whole, Read(new Resampler().Begin(part, region, 33, 29, interpolation), 33, 29));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Rows_may_be_read_in_any_order(Interpolation interpolation)
    {
        var image = TestPictures.Noise(60, 40, seed: 12);
        var expected = Read(new Resampler().Begin(PixelView.Of(image), Regions[1], 20, 30, interpolation), 20, 30);
        var rows = new Resampler().Begin(PixelView.Of(image), Regions[1], 20, 30, interpolation);
        foreach (var y in new[] { 29, 3, 3, 15, 14, 13, 20, 19, 21, 0, 28, 27, 26, 25 })
        {
            var row = rows.Read(y);
            for (var x = 0; x < 20; x++) Assert.Equal(expected[((y * 20) + x) * 3], row[x * 4]);
        }
    }

    [Fact]
    public void Rows_outside_the_picture_are_not_computed()
    {
        var rows = new Resampler().Begin(PixelView.Of(new RgbImage(10, 10)), new ImageRegion(-5, -10, 20, 20), 20, 20, Interpolation.Bilinear);
        Assert.Equal((5, 15), rows.Columns);
        Assert.Equal((10, 20), rows.Rows);
        Assert.Equal(16 * 4, rows.Read(10).Length);
        var resampler = new Resampler();
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            resampler.Begin(PixelView.Of(new RgbImage(10, 10)), new ImageRegion(-5, -10, 20, 20), 20, 20, Interpolation.Bilinear).Read(9));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public void A_lower_resolution_shows_the_same_place_and_the_same_border(int eighths)
    {
        // A ramp of 101 x 77 pixels whose value is 2 (x + y) / 2 at each place, also where it was decoded smaller.
        const int width = 101;
        const int height = 77;
        var (w, h) = (((width * eighths) + 7) / 8, ((height * eighths) + 7) / 8);
        var decoded = new RgbImage(w, h);
        for (var y = 0; y < h; y++)
        {
            for (var x = 0; x < w; x++)
            {
                decoded.Pixels.AsSpan(((y * w) + x) * 3, 3).Fill((byte)Math.Min(255, Math.Round(((x + 0.5) * 8 / eighths) + ((y + 0.5) * 8 / eighths) - 1)));
            }
        }

        var region = new ImageRegion(-10, -15, 200, 150);
        var rows = new Resampler().Begin(PixelView.Of(decoded, width, height, eighths), region, 40, 30, Interpolation.Bilinear);
        // Centres at -7.5 + 5 i and -12.5 + 5 j: 2..21 and 3..17 lie inside.
        Assert.Equal((2, 22), rows.Columns);
        Assert.Equal((3, 18), rows.Rows);
        var row = rows.Read(10);
        // Row 10 has its centre at 37.5, column 12 at 52.5: the ramp is 89 there.
        Assert.InRange(row[(12 - 2) * 4], 88, 90);
    }

    [Fact]
    public void Missing_pixels_are_refused() => Assert.Equal(
        "PixelArea { X = 2, Y = 0, Width = 8, Height = 10, Right = 10, Bottom = 10 } of the decoded picture is needed, "
        + "found PixelArea { X = 3, Y = 0, Width = 7, Height = 10, Right = 10, Bottom = 10 }. (Parameter 'source')",
        Assert.Throws<ArgumentException>(() =>
        {
            var part = Part(new RgbImage(10, 10), new PixelArea(3, 0, 7, 10));
            new Resampler().Begin(part, new ImageRegion(2, 0, 8, 10), 8, 10, Interpolation.Nearest);
        }).Message);

    [Fact]
    public void A_picture_of_another_size_than_its_resolution_is_refused() => Assert.Equal(
        "100x80 pixels at 4/8 are 50x40, found 50x41. (Parameter 'decoded')",
        Assert.Throws<ArgumentException>(() => PixelView.Of(new RgbImage(50, 41), 100, 80, 4).Area).Message);

    [Fact]
    public void Nothing_is_allocated_once_the_memory_is_there()
    {
        var image = TestPictures.Noise(90, 70, seed: 13);
        var resampler = new Resampler();
        var all = Enum.GetValues<Interpolation>();
        long sum = 0;
        for (var i = 0; i < 60; i++)
        {
            if (i == 30) sum = -GC.GetAllocatedBytesForCurrentThread();
            foreach (var interpolation in all)
            {
                var rows = resampler.Begin(PixelView.Of(image), new ImageRegion(i % 7, i % 5, 60 + (i % 20), 50 + (i % 11)), 32, 32, interpolation);
                for (var y = rows.Rows.First; y < rows.Rows.End; y++) _ = rows.Read(y);
            }
        }

        sum += GC.GetAllocatedBytesForCurrentThread();
        Assert.True(sum < 1000, $"{sum} bytes for 150 pictures");
    }

    // A part of a picture, as a decoder gives it: four bytes a pixel.
    private static PixelView Part(RgbImage image, PixelArea area)
    {
        var pixels = new byte[area.Width * area.Height * 4];
        for (var y = 0; y < area.Height; y++)
        {
            for (var x = 0; x < area.Width; x++)
            {
                image.Pixels.AsSpan((((y + area.Y) * image.Width) + x + area.X) * 3, 3).CopyTo(pixels.AsSpan(((y * area.Width) + x) * 4));
                pixels[(((y * area.Width) + x) * 4) + 3] = 255;
            }
        }

        return new PixelView(pixels, 4, area, image.Width, image.Height, 8, shrinks: true);
    }

    private static byte[] Read(ResampledRows rows, int width, int height)
    {
        var output = new byte[width * height * 3];
        Array.Fill(output, (byte)9);
        for (var y = rows.Rows.First; y < rows.Rows.End; y++)
        {
            var row = rows.Read(y);
            for (var x = rows.Columns.First; x < rows.Columns.End; x++)
            {
                row.Slice((x - rows.Columns.First) * 4, 3).CopyTo(output.AsSpan(((y * width) + x) * 3));
            }
        }

        return output;
    }

    // The filters as they are defined, pixel by pixel: NaN outside the picture.
    private static double[] Reference(RgbImage image, ImageRegion region, int width, int height, Interpolation interpolation)
    {
        var output = new double[width * height * 3];
        var across = Enumerable.Range(0, width).Select(x => Weights(region.X, region.Width / (double)width, image.Width, x, interpolation)).ToArray();
        for (var y = 0; y < height; y++)
        {
            var rows = Weights(region.Y, region.Height / (double)height, image.Height, y, interpolation);
            for (var x = 0; x < width; x++)
            {
                var columns = across[x];
                for (var c = 0; c < 3; c++)
                {
                    var sum = rows.Sum(row => columns.Sum(column => row.Weight * column.Weight * image.Pixels[(((row.Source * image.Width) + column.Source) * 3) + c]));
                    output[(((y * width) + x) * 3) + c] = rows.Length == 0 || columns.Length == 0 ? double.NaN : Math.Clamp(sum, 0, 255);
                }
            }
        }

        return output;
    }

    private static (int Source, double Weight)[] Weights(double offset, double scale, int length, int i, Interpolation interpolation)
    {
        var center = offset + ((i + 0.5) * scale);
        if (center < 0 || center >= length) return [];
        if (interpolation == Interpolation.Nearest) return [((int)center, 1)];
        var all = Enumerable.Range(-100, length + 200).Select(j => (Source: j, Weight: Weight(j + 0.5 - center))).Where(w => w.Weight != 0);
        if (interpolation == Interpolation.Area) all = all.Where(w => w.Source >= 0 && w.Source < length);
        var sum = all.Sum(w => w.Weight);
        return [.. all.Select(w => (Math.Clamp(w.Source, 0, length - 1), w.Weight / sum))];

        double Weight(double distance)
        {
            var x = Math.Abs(distance);
            var t = x / Math.Max(1, scale);
            return interpolation switch
            {
                Interpolation.Bilinear => Math.Max(0, 1 - x),
                Interpolation.Area => Math.Max(0, Math.Min(distance + 0.5, scale / 2) - Math.Max(distance - 0.5, -scale / 2)),
                Interpolation.Bicubic => x < 1 ? (1.25 * x * x * x) - (2.25 * x * x) + 1 : x < 2 ? -0.75 * ((x * x * x) - (5 * x * x) + (8 * x) - 4) : 0,
                _ => t >= 3 ? 0 : t == 0 ? 1 : Math.Sin(Math.PI * t) / (Math.PI * t) * Math.Sin(Math.PI * t / 3) / (Math.PI * t / 3),
            };
        }
    }
}
