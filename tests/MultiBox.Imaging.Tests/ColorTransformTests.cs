namespace MultiBox.Imaging.Tests;

public sealed class ColorTransformTests
{
    [Fact]
    public void Neutral_changes_change_nothing()
    {
        var pixels = TestPictures.Noise(11, 8, seed: 6).Pixels;
        foreach (var neutral in new[]
        {
            ColorTransform.Identity, ColorTransform.Brightness(0), ColorTransform.Contrast(1), ColorTransform.Saturation(1), ColorTransform.Hue(0), ColorTransform.Hue(360),
        })
        {
            Assert.Equal(pixels, Row(neutral, pixels));
        }
    }

    [Fact]
    public void Brightness_adds_and_clamps() => Assert.Equal([42, 255, 32], Changed(ColorTransform.Brightness(32), 10, 240, 0));

    [Fact]
    public void Contrast_turns_about_middle_grey() => Assert.Equal([74, 191, 0], Changed(ColorTransform.Contrast(1.5f), 92, 170, 20));

    [Fact]
    public void No_saturation_is_the_luma() =>
        // 0.299 * 100 + 0.587 * 200 + 0.114 * 50 = 153.
        Assert.Equal([153, 153, 153], Changed(ColorTransform.Saturation(0), 100, 200, 50));

    [Theory]
    [InlineData(30)]
    [InlineData(-77)]
    public void Hue_keeps_greys(float degrees) => Assert.Equal([90, 90, 90], Changed(ColorTransform.Hue(degrees), 90, 90, 90));

    [Fact]
    public void Hue_turns_red_towards_yellow()
    {
        var red = Changed(ColorTransform.Hue(36), 180, 60, 60);
        Assert.True(red[1] > 60 && red[2] < 60, string.Join(' ', red));
    }

    [Fact]
    public void A_chain_is_one_change_without_rounding_between()
    {
        var chain = ColorTransform.Brightness(-20).Then(ColorTransform.Contrast(1.25f)).Then(ColorTransform.Saturation(0.5f));
        // 120, 60, 90 -> 100, 40, 70 -> 93.125, 18.125, 55.625 -> luma 44.8: 68.98, 31.48, 50.23
        Assert.Equal([69, 31, 50], Changed(chain, 120, 60, 90));
    }

    [Fact]
    public void Every_pixel_is_changed_alike()
    {
        var pixels = TestPictures.Noise(9, 8, seed: 7).Pixels;
        var transform = ColorTransform.Hue(20).Then(ColorTransform.Contrast(0.8f));
        var row = Row(transform, pixels);
        for (var i = 0; i < pixels.Length; i += 3) Assert.Equal(Changed(transform, pixels[i], pixels[i + 1], pixels[i + 2]), row[i..(i + 3)]);
    }

    [Fact]
    public void The_bytes_are_pinned_whatever_vectors_the_machine_has()
    {
        var transform = ColorTransform.Brightness(-7).Then(ColorTransform.Saturation(1.3f)).Then(ColorTransform.Hue(-25)).Then(ColorTransform.Contrast(1.1f));
        var pixels = TestPictures.Noise(64, 64, seed: 8).Pixels;
        var found = Row(transform, pixels);
        var hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(found))[..16];
        Assert.Equal("5558DAA9CD1842E9", hash);
    }

    [Fact]
    public void A_row_that_is_no_multiple_of_8_pixels_is_refused() => Assert.Equal(
        "A multiple of 8 pixels was expected, found 28 bytes. (Parameter 'pixels')",
        Assert.Throws<ArgumentException>(() => ColorTransform.Identity.Apply(new byte[28], new float[8], new float[8], new float[8])).Message);

    [Fact]
    public void A_plane_that_is_too_short_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => ColorTransform.Identity.Apply(new byte[64], new float[16], new float[15], new float[16]));

    private static byte[] Changed(ColorTransform transform, byte r, byte g, byte b)
    {
        var changed = transform.Apply(new RgbColor(r, g, b));
        return [changed.R, changed.G, changed.B];
    }

    // Through the planes of a row, and back.
    private static byte[] Row(ColorTransform transform, byte[] pixels)
    {
        var count = pixels.Length / 3;
        var row = new byte[count * 4];
        for (var i = 0; i < count; i++) pixels.AsSpan(i * 3, 3).CopyTo(row.AsSpan(i * 4));
        var planes = new[] { new float[count], new float[count], new float[count] };
        transform.Apply(row, planes[0], planes[1], planes[2]);
        return [.. Enumerable.Range(0, pixels.Length).Select(i => (byte)planes[i % 3][i / 3])];
    }
}
