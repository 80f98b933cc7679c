namespace MultiBox.Imaging.Tests;

public sealed class ColorTransformTests
{
    [Fact]
    public void Neutral_changes_change_nothing()
    {
        var pixels = TestPictures.Noise(11, 7, seed: 6).Pixels;
        foreach (var neutral in new[]
        {
            ColorTransform.Identity, ColorTransform.Brightness(0), ColorTransform.Contrast(1), ColorTransform.Saturation(1), ColorTransform.Hue(0), ColorTransform.Hue(360),
        })
        {
            var changed = pixels.ToArray();
            neutral.Apply(changed);
            Assert.Equal(pixels, changed);
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
        var pixels = TestPictures.Noise(9, 5, seed: 7).Pixels;
        var transform = ColorTransform.Hue(20).Then(ColorTransform.Contrast(0.8f));
        var whole = pixels.ToArray();
        transform.Apply(whole);
        for (var i = 0; i < pixels.Length; i += 3) Assert.Equal(Changed(transform, pixels[i], pixels[i + 1], pixels[i + 2]), whole[i..(i + 3)]);
    }

    private static byte[] Changed(ColorTransform transform, byte r, byte g, byte b)
    {
        byte[] pixels = [r, g, b];
        transform.Apply(pixels);
        return pixels;
    }
}
