using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Imaging;
using MultiBox.Inputs;
using MultiBox.Pipeline.Preview;

namespace MultiBox.Pipeline.Tests.Preview;

public sealed class PreviewSheetTests
{
    private const int Side = 400;

    // Four default boxes of 0.5, one in each quarter.
    private static readonly DefaultBoxes DefaultBoxes = new(
        [new Box(0, 0, 0.5f, 0.5f), new Box(0.5f, 0, 1, 0.5f), new Box(0, 0.5f, 0.5f, 1), new Box(0.5f, 0.5f, 1, 1)], [4]);

    [Fact]
    public void Objects_are_thick_and_their_default_boxes_thin_in_the_colour_of_the_class()
    {
        // (40, 120) to (190, 180): its best default box is the first, whose right edge is at x = 200.
        var sheet = Draw(Sample(new Box(0.1f, 0.3f, 0.475f, 0.45f), label: 2));
        var color = ClassPalette.ColorOf(1);
        Assert.Equal(color, At(sheet, 40, 170));
        Assert.Equal(color, At(sheet, 120, 180));
        Assert.Equal(RgbColor.Gray(60), At(sheet, 120, 150));
        // A line of one pixel on the border of two covers half of each, at three quarters of its strength.
        var line = At(sheet, 200, 100);
        Assert.InRange(line.R, Math.Min(60, (int)color.R), Math.Max(60, (int)color.R));
        Assert.NotEqual(RgbColor.Gray(60), line);
        Assert.Equal(RgbColor.Gray(60), At(sheet, 204, 100));
        // The other three match nothing.
        Assert.Equal(RgbColor.Gray(60), At(sheet, 300, 399));
        Assert.Equal(RgbColor.Gray(60), At(sheet, 399, 300));
    }

    [Fact]
    public void Captions_stand_beneath_and_the_classes_with_their_colours_at_the_top()
    {
        var sheet = Draw(Sample(new Box(0.1f, 0.3f, 0.475f, 0.45f)), Sample(new Box(0.1f, 0.3f, 0.475f, 0.45f)));
        Assert.Equal((PreviewSheet.Gap + (2 * (Side + PreviewSheet.Gap)), PreviewSheet.HeaderHeight + Side + PreviewSheet.CaptionHeight + PreviewSheet.Gap), (sheet.Width, sheet.Height));
        var (x, y) = PreviewSheet.Place(1, 2, Side);
        Assert.True(Dark(sheet, x, y + Side, Side, PreviewSheet.CaptionHeight) > 100);
        Assert.True(Dark(sheet, 0, 0, sheet.Width / 2, PreviewSheet.HeaderHeight) > 60);
        for (var label = 0; label < 2; label++) Assert.True(Count(sheet, PreviewSheet.HeaderHeight, ClassPalette.ColorOf(label)) >= 100);
        // The gap between the pictures is empty.
        Assert.Equal(0, Dark(sheet, x - PreviewSheet.Gap + 1, y, PreviewSheet.Gap - 2, Side));
    }

    [Fact]
    public void Many_long_names_of_classes_do_not_leave_the_sheet()
    {
        string[] classes = [.. Enumerable.Range(0, 80).Select(i => $"a rather long name {i}")];
        var sheet = new PreviewSheet(classes, DefaultBoxes).Draw("title", [Sample(new Box(0, 0, 0.4f, 0.4f))], 4);
        Assert.Equal(PreviewSheet.Gap + Side + PreviewSheet.Gap, sheet.Width);
        Assert.Equal(0, Dark(sheet, sheet.Width - 4, 0, 4, PreviewSheet.HeaderHeight));
    }

    [Theory]
    [InlineData(96, PreviewSheet.SmallestSide)]
    [InlineData(400, 400)]
    [InlineData(800, PreviewSheet.LargestSide)]
    public void Small_inputs_are_enlarged_and_large_ones_reduced(int size, int side)
    {
        var sheet = new PreviewSheet(["cat", "dog"], DefaultBoxes).Draw("title", [Sample(new Box(0, 0, 0.4f, 0.4f), size: size)], 4);
        Assert.Equal((2 * PreviewSheet.Gap) + side, sheet.Width);
    }

    [Fact]
    public void A_sample_without_objects_is_a_plain_picture()
    {
        var nothing = new PreviewSample("a", new RgbImage(Side, Side, 60), new GroundTruth([], []), new PerPredictionMatcher().Match(DefaultBoxes.Corners, []));
        var sheet = Draw(nothing);
        Assert.Equal(Side * Side, Count(sheet, sheet.Height, RgbColor.Gray(60)));
    }

    [Fact]
    public void The_same_samples_give_the_same_bytes()
    {
        PreviewSample[] samples = [.. Enumerable.Range(0, 7).Select(i => Sample(new Box(0.1f * i, 0.1f, (0.1f * i) + 0.3f, 0.6f), label: 1 + (i % 2)))];
        Assert.Equal(Draw(samples).Pixels, Draw(samples).Pixels);
    }

    [Fact]
    public void The_input_is_turned_back_into_the_picture()
    {
        var random = new Random(5);
        var image = new RgbImage(32, 32);
        random.NextBytes(image.Pixels);
        var writer = new InputWriter(32, PixelNormalization.ImageNet);
        var input = new float[writer.Length];
        writer.Write(image, input);
        Assert.Equal(image.Pixels, InputPicture.Of(input, 32, PixelNormalization.ImageNet).Pixels);
        Assert.Throws<ArgumentException>(() => InputPicture.Of(input.AsSpan(1), 32, PixelNormalization.ImageNet));
    }

    private static PreviewSample Sample(Box box, int label = 1, int size = Side) =>
        new("img", new RgbImage(size, size, 60), new GroundTruth([box], [label]), new PerPredictionMatcher().Match(DefaultBoxes.Corners, [box]));

    private static RgbImage Draw(params PreviewSample[] samples) => new PreviewSheet(["cat", "dog"], DefaultBoxes).Draw("a title", samples, 4);

    // A pixel of the first picture.
    private static RgbColor At(RgbImage sheet, int x, int y) => Pixel(sheet, PreviewSheet.Gap + x, PreviewSheet.HeaderHeight + y);

    private static RgbColor Pixel(RgbImage image, int x, int y)
    {
        var i = ((y * image.Width) + x) * 3;
        return new RgbColor(image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]);
    }

    private static int Dark(RgbImage image, int x, int y, int width, int height) =>
        Enumerable.Range(0, width * height).Count(i => Pixel(image, x + (i % width), y + (i / width)).Luminance < 0.2);

    private static int Count(RgbImage image, int rows, RgbColor color) =>
        Enumerable.Range(0, image.Width * rows).Count(i => Pixel(image, i % image.Width, i / image.Width) == color);
}
