using MultiBox.Abstractions;
using MultiBox.Imaging;

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
}
