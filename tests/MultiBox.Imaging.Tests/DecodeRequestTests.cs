namespace MultiBox.Imaging.Tests;

public sealed class DecodeRequestTests
{
    [Theory]
    [InlineData(500, 500, 300, 5)]
    [InlineData(480, 480, 300, 5)]
    [InlineData(479, 479, 300, 6)]
    [InlineData(600, 600, 300, 4)]
    [InlineData(599, 599, 300, 5)]
    [InlineData(600, 300, 300, 8)]
    [InlineData(300, 300, 300, 8)]
    [InlineData(100, 100, 300, 8)]
    [InlineData(1200, 1200, 300, 2)]
    [InlineData(100_000, 100_000, 300, 1)]
    // 7/8 takes as long as the whole resolution.
    [InlineData(350, 350, 300, 8)]
    public void The_lowest_resolution_is_taken_that_serves(float regionWidth, float regionHeight, int size, int eighths)
    {
        var request = DecodeRequest.For(500, 375, new ImageRegion(0, 0, regionWidth, regionHeight), size, size, Interpolation.Bilinear, shrink: true);
        Assert.Equal(eighths, request.Eighths);
    }

    [Fact]
    public void A_decoded_pixel_is_never_larger_than_one_of_the_output()
    {
        var random = new Random(3);
        for (var i = 0; i < 2000; i++)
        {
            var region = new ImageRegion(-50, -20, (float)(random.NextDouble() * 3000) + 1, (float)(random.NextDouble() * 3000) + 1);
            var eighths = DecodeRequest.For(800, 600, region, 300, 200, Interpolation.Area, shrink: true).Eighths;
            if (eighths < 8) Assert.True(region.Width * eighths / 8 >= 300 && region.Height * eighths / 8 >= 200, $"{region} at {eighths}/8");
        }
    }

    [Fact]
    public void Without_shrinking_the_resolution_is_the_pictures_own() =>
        Assert.Equal(8, DecodeRequest.For(5000, 4000, new ImageRegion(0, 0, 5000, 4000), 30, 30, Interpolation.Area, shrink: false).Eighths);

    [Fact]
    public void The_area_is_what_the_filter_looks_at()
    {
        // Output centres at 100.75, 101.75, ... 109.75: bicubic looks at those whose centres are less than 2 away, 99.5 to 111.5.
        Assert.Equal(new PixelArea(99, 99, 13, 13), Area(new ImageRegion(100.25f, 100.25f, 10, 10), 10, Interpolation.Bicubic));
        Assert.Equal(new PixelArea(100, 100, 10, 10), Area(new ImageRegion(100, 100, 10, 10), 10, Interpolation.Nearest));
        // Clipped to the picture.
        Assert.Equal(new PixelArea(0, 0, 500, 375), Area(new ImageRegion(-100, -100, 900, 900), 300, Interpolation.Lanczos));
        Assert.Equal(new PixelArea(490, 370, 10, 5), Area(new ImageRegion(490, 370, 40, 40), 40, Interpolation.Area));
    }

    [Fact]
    public void A_region_outside_needs_nothing() =>
        Assert.Equal(new PixelArea(0, 0, 0, 0), Area(new ImageRegion(600, 400, 40, 40), 40, Interpolation.Bilinear));

    [Fact]
    public void An_empty_region_is_refused() => Assert.Equal(
        "A region wider and higher than 0 was expected, found ImageRegion { X = 0, Y = 0, Width = 0, Height = 5 }. (Parameter 'region')",
        Assert.Throws<ArgumentException>(() => Area(new ImageRegion(0, 0, 0, 5), 10, Interpolation.Bilinear)).Message);

    private static PixelArea? Area(ImageRegion region, int size, Interpolation interpolation) =>
        DecodeRequest.For(500, 375, region, size, size, interpolation, shrink: false).Area;
}
