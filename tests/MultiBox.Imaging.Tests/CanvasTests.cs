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
    public void An_outline_is_a_thin_line_through_which_the_picture_shows()
    {
        using var canvas = new Canvas(new RgbImage(100, 100, fill: 100));
        // Centred on the middle of pixels, a line of one pixel covers them wholly.
        canvas.DrawOutline(new ImageRegion(20.5f, 30.5f, 40, 30), new RgbColor(200, 0, 100), width: 1, opacity: 0.5f);
        var drawn = canvas.ToImage();
        Assert.InRange(At(drawn, 20, 45).R, 149, 151);
        Assert.InRange(At(drawn, 40, 30).G, 49, 51);
        Assert.All([At(drawn, 19, 45), At(drawn, 21, 45), At(drawn, 40, 45)], color => Assert.Equal(RgbColor.Gray(100), color));
    }

    [Fact]
    public void A_fill_covers_its_box_alone()
    {
        using var canvas = new Canvas(new RgbImage(40, 40, fill: 9));
        canvas.Fill(new ImageRegion(10, 10, 20, 5), new RgbColor(1, 2, 3));
        var drawn = canvas.ToImage();
        Assert.Equal(20 * 5, Count(drawn, new RgbColor(1, 2, 3)));
        Assert.Equal(new RgbColor(1, 2, 3), At(drawn, 29, 14));
        Assert.Equal((40 * 40) - (20 * 5), Count(drawn, RgbColor.Gray(9)));
    }

    [Fact]
    public void Text_stands_on_its_base_line_and_becomes_smaller_where_there_is_no_room()
    {
        var (width, measured) = (0f, Canvas.MeasureText("HHHHHHHH", 20));
        using var canvas = new Canvas(new RgbImage(200, 60, fill: 255));
        width = canvas.DrawText("HHHHHHHH", 10, 40, 20, RgbColor.Gray(0), room: 80);
        var drawn = canvas.ToImage();
        Assert.True(measured > 80);
        Assert.InRange(width, 79, 80.5f);
        var inked = Enumerable.Range(0, 200 * 60).Where(i => At(drawn, i % 200, i / 200).R < 128).Select(i => (X: i % 200, Y: i / 200)).ToList();
        Assert.Equal(39, inked.Max(pixel => pixel.Y));
        Assert.InRange(inked.Min(pixel => pixel.X), 10, 13);
        Assert.InRange(inked.Max(pixel => pixel.X), 84, 90);
    }

    [Fact]
    public void A_label_alone_has_the_size_that_it_is_said_to_have()
    {
        using var canvas = new Canvas(new RgbImage(300, 200), lineWidth: 3);
        Assert.Equal(3, canvas.LineWidth);
        var color = new RgbColor(0, 200, 0);
        var (width, height) = canvas.LabelSize("label");
        canvas.DrawLabel("label", 290, 50, color);
        var drawn = canvas.ToImage();
        // Moved to the left until it is inside.
        var inked = Enumerable.Range(0, 300 * 200).Where(i => At(drawn, i % 300, i / 300).G > 60).Select(i => (X: i % 300, Y: i / 300)).ToList();
        Assert.InRange(inked.Min(pixel => pixel.X), 300 - width - 1.5, 300 - width + 1.5);
        Assert.Equal(299, inked.Max(pixel => pixel.X));
        Assert.InRange(inked.Max(pixel => pixel.Y) - inked.Min(pixel => pixel.Y) + 1, height - 1.5, height + 1.5);
    }

    [Fact]
    public void Boxes_that_are_no_numbers_are_refused()
    {
        using var canvas = new Canvas(new RgbImage(20, 20));
        var box = new ImageRegion(float.NaN, 0, 5, 5);
        Assert.Throws<ArgumentException>(() => canvas.DrawBox(box, default));
        Assert.Throws<ArgumentException>(() => canvas.DrawOutline(box, default));
        Assert.Throws<ArgumentException>(() => canvas.Fill(box, default));
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
