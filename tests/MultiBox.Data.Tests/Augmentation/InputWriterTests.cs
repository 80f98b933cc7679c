using MultiBox.Abstractions;
using MultiBox.Imaging;
using MultiBox.Inputs;

namespace MultiBox.Data.Tests.Augmentation;

public sealed class InputWriterTests
{
    [Fact]
    public void Channels_come_first_and_are_normalised()
    {
        var image = new RgbImage(2, 2, [10, 20, 30, 11, 21, 31, 12, 22, 32, 13, 23, 33]);
        var writer = new InputWriter(2, new PixelNormalization(new Rgb(10, 20, 30), new Rgb(1, 2, 4)));
        var input = new float[12];
        writer.Write(image, input);
        Assert.Equal([0, 1, 2, 3, 0, 0.5f, 1, 1.5f, 0, 0.25f, 0.5f, 0.75f], input);
    }

    [Fact]
    public void Around_a_zoomed_out_picture_is_the_fill_colour()
    {
        var writer = new InputWriter(4, new PixelNormalization(default, new Rgb(1, 1, 1)), new RgbColor(7, 8, 9));
        var plan = AugmentationPlan.WholeImage(2, 2) with { Region = new ImageRegion(0, 0, 4, 4) };
        var input = new float[48];
        writer.Write(new RgbImage(2, 2, fill: 200), plan, input);
        Assert.Equal([200, 200, 7, 7, 200, 200, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7], input[..16]);
        Assert.Equal([200, 200, 8, 8], input[16..20]);
    }

    [Fact]
    public void A_target_of_the_wrong_length_is_refused() => Assert.Equal(
        "12 values were expected, found 11. (Parameter 'target')",
        Assert.Throws<ArgumentException>(() => new InputWriter(2, PixelNormalization.ImageNet).Write(new RgbImage(1, 1), new float[11])).Message);

    [Fact]
    public void A_deviation_of_zero_is_refused() => Assert.Throws<ArgumentException>(
        () => new InputWriter(2, new PixelNormalization(default, new Rgb(1, 0, 1))));

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, true)]
    public void Every_orientation_lays_the_same_values(bool transpose, bool mirror, bool flip)
    {
        // Sizes that are no multiple of a vector, and a picture that covers a part of the input only.
        const int size = 21;
        var image = Noise(40, 30, 3);
        var normalization = new PixelNormalization(new Rgb(10, 20, 30), new Rgb(2, 3, 7));
        var plan = new AugmentationPlan(
            new ImageRegion(-13, 4, 60, 50), Interpolation.Bilinear, ColorTransform.Brightness(9).Then(ColorTransform.Saturation(1.2f)), new Orientation(transpose, mirror, flip));
        var writer = new InputWriter(size, normalization, new RgbColor(1, 2, 3));
        float[] upright = new float[writer.Length], laid = new float[writer.Length];
        writer.Write(image, plan with { Orientation = default }, upright);
        writer.Write(image, plan, laid);
        for (var i = 0; i < laid.Length; i++)
        {
            var (row, x) = Math.DivRem(i, size);
            var (plane, y) = Math.DivRem(row, size);
            var source = plan.Orientation.Source(x, y, size);
            Assert.Equal(upright[(((plane * size) + source.Y) * size) + source.X], laid[i]);
        }
    }

    [Fact]
    public void A_value_is_resampled_rounded_recoloured_rounded_and_normalised()
    {
        var image = Noise(37, 29, 5);
        var (region, color) = (new ImageRegion(2.5f, 1.25f, 30, 25), ColorTransform.Contrast(1.3f).Then(ColorTransform.Hue(20)));
        var writer = new InputWriter(19, PixelNormalization.ImageNet);
        var input = new float[writer.Length];
        writer.Write(image, new AugmentationPlan(region, Interpolation.Bicubic, color, default), input);
        var resampled = ImageResizer.Resample(image, region, 19, 19, Interpolation.Bicubic, default);
        for (var i = 0; i < 19 * 19; i++)
        {
            var expected = color.Apply(new RgbColor(resampled.Pixels[i * 3], resampled.Pixels[(i * 3) + 1], resampled.Pixels[(i * 3) + 2]));
            Assert.Equal((expected.R - 123.675f) / 58.395f, input[i]);
            Assert.Equal((expected.G - 116.28f) / 57.12f, input[(19 * 19) + i]);
            Assert.Equal((expected.B - 103.53f) / 57.375f, input[(2 * 19 * 19) + i]);
        }
    }

    [Fact]
    public void Several_threads_may_share_a_writer()
    {
        var image = Noise(50, 40, 7);
        var writer = new InputWriter(24, PixelNormalization.ImageNet);
        var plans = Enumerable.Range(0, 64).Select(i => AugmentationPlan.WholeImage(50, 40) with { Region = new ImageRegion(i % 9, i % 7, 30, 25) }).ToArray();
        var expected = Array.ConvertAll(plans, plan => Write(plan));
        Parallel.For(0, plans.Length, i => Assert.True(expected[i].AsSpan().SequenceEqual(Write(plans[i]))));

        float[] Write(AugmentationPlan plan)
        {
            var input = new float[writer.Length];
            writer.Write(image, plan, input);
            return input;
        }
    }

    [SkippableFact]
    public void Photographs_decoded_at_a_lower_resolution_look_the_same()
    {
        Skip.If(Testing.SharedData.TryFind("images") is null, Testing.SharedData.Absent);
        var writer = new InputWriter(300, new PixelNormalization(default, new Rgb(1, 1, 1)));
        using var decoder = new PictureDecoder();
        float[] expected = new float[writer.Length], found = new float[writer.Length];
        foreach (var name in new[] { "000001.jpg", "000004.jpg", "dog.jpg" })
        {
            var path = Testing.SharedData.TryFind("images/" + name)!;
            var file = File.ReadAllBytes(path);
            var image = ImageFile.Decode(file, path);
            var size = new PictureSize(image.Width, image.Height);
            foreach (var zoom in new[] { 1.5f, 2, 3.5f })
            {
                var region = new ImageRegion(-20, -30, image.Width * zoom, image.Height * zoom);
                // Bilinear skips pixels at the full resolution, which the lower one smooths: it comes near to the mean of them.
                foreach (var (interpolation, reference, bound) in new[]
                {
                    (Interpolation.Area, Interpolation.Area, 4.0), (Interpolation.Lanczos, Interpolation.Lanczos, 4.0), (Interpolation.Bilinear, Interpolation.Area, 6.0),
                })
                {
                    var plan = new AugmentationPlan(region, interpolation, ColorTransform.Identity, default);
                    var request = writer.Request(plan, size, size, shrink: true);
                    Assert.True(request.Eighths < 8);
                    writer.Write(image, plan with { Interpolation = reference }, expected);
                    writer.Write(decoder.Decode(file, path, request), size, plan, found);
                    var difference = 0.0;
                    for (var i = 0; i < expected.Length; i++) difference += Math.Abs(expected[i] - found[i]);
                    var shown = Math.Min(1, 1 / (zoom * zoom));
                    Assert.True(difference / expected.Length / shown < bound, $"{name}, {zoom} times, {interpolation}: {difference / expected.Length / shown}");
                }
            }
        }
    }

    private static RgbImage Noise(int width, int height, int seed)
    {
        var image = new RgbImage(width, height);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }
}
