namespace MultiBox.Imaging.Tests;

public sealed class CanvasTests
{
    [Fact]
    public void A_drawn_box_shows_its_colour_on_its_edges_and_leaves_the_inside_alone()
    {
        var image = new RgbImage(200, 160, fill: 90);
        using var canvas = new Canvas(image);
        canvas.DrawBox(new ImageRegion(40, 50, 100, 80), new RgbColor(250, 20, 30));
        var drawn = canvas.ToImage();
        Assert.Equal(new RgbColor(250, 20, 30), At(drawn, 40, 90));
        Assert.Equal(new RgbColor(250, 20, 30), At(drawn, 90, 50));
        Assert.Equal(RgbColor.Gray(90), At(drawn, 90, 90));
        Assert.Equal(RgbColor.Gray(90), At(drawn, 10, 10));
        Assert.All(image.Pixels, value => Assert.Equal(90, value));
    }

    [Theory]
    [InlineData(250, 240, 60, 0)]
    [InlineData(20, 20, 160, 255)]
    public void Label_text_is_black_on_light_classes_and_white_on_dark_ones(byte r, byte g, byte b, byte expected)
    {
        using var canvas = new Canvas(new RgbImage(300, 200, fill: 128));
        canvas.DrawBox(new ImageRegion(60, 80, 100, 80), new RgbColor(r, g, b), "HHHH 0.97");
        var drawn = canvas.ToImage();
        Assert.Contains(Enumerable.Range(60, 80).SelectMany(x => Enumerable.Range(66, 10).Select(y => At(drawn, x, y))), c => c == RgbColor.Gray(expected));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(150, 0)]
    [InlineData(150, 140)]
    [InlineData(-40, -40)]
    public void A_label_stays_inside_the_picture(float x, float y)
    {
        var color = new RgbColor(0, 200, 0);
        using var plain = new Canvas(new RgbImage(200, 160));
        plain.DrawBox(new ImageRegion(x, y, 60, 40), color);
        using var labelled = new Canvas(new RgbImage(200, 160));
        labelled.DrawBox(new ImageRegion(x, y, 60, 40), color, "label 1.00");
        Assert.True(Count(labelled.ToImage(), color) - Count(plain.ToImage(), color) > 100);
    }

    [Fact]
    public void A_label_wider_than_the_picture_becomes_smaller()
    {
        using var canvas = new Canvas(new RgbImage(64, 64));
        canvas.DrawBox(new ImageRegion(10, 30, 20, 20), new RgbColor(0, 200, 0), "a very long name of a class 0.99");
        var drawn = canvas.ToImage();
        Assert.All([At(drawn, 62, 20), At(drawn, 62, 40)], c => Assert.NotEqual(new RgbColor(0, 0, 1), c));
    }

    [Fact]
    public void Drawing_twice_gives_the_same_bytes()
    {
        Assert.Equal(Draw().Pixels, Draw().Pixels);

        static RgbImage Draw()
        {
            using var canvas = new Canvas(new RgbImage(320, 240, fill: 200));
            canvas.DrawBox(new ImageRegion(30.3f, 50.7f, 120, 90), ClassPalette.ColorOf(3), "person 0.87");
            return canvas.ToImage();
        }
    }

    [Fact]
    public void Lines_and_text_grow_with_the_picture()
    {
        using var small = new Canvas(new RgbImage(200, 200));
        using var large = new Canvas(new RgbImage(2000, 2000));
        Assert.True(large.LineWidth > 4 * small.LineWidth);
        Assert.True(large.TextSize > 4 * small.TextSize);
    }

    [Fact]
    public void The_first_twenty_classes_have_colours_that_are_easily_told_apart()
    {
        var colors = Enumerable.Range(0, 20).Select(ClassPalette.ColorOf).ToArray();
        foreach (var (a, i) in colors.Select((c, i) => (c, i)))
        {
            foreach (var b in colors[(i + 1)..])
            {
                Assert.True(Math.Abs(a.R - b.R) + Math.Abs(a.G - b.G) + Math.Abs(a.B - b.B) > 40, $"{a} and {b}");
            }
        }
    }

    private static RgbColor At(RgbImage image, int x, int y)
    {
        var i = ((y * image.Width) + x) * 3;
        return new RgbColor(image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]);
    }

    private static int Count(RgbImage image, RgbColor color) =>
        Enumerable.Range(0, image.Width * image.Height).Count(i => At(image, i % image.Width, i / image.Width) == color);
}
