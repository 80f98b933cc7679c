using MultiBox.Boxes;
using MultiBox.Imaging;
using MultiBox.Inference;
using MultiBox.Pipeline.Detecting;

namespace MultiBox.Pipeline.Tests.Detecting;

public sealed class DetectionPainterTests
{
    [Fact]
    public void A_box_has_its_classs_colour_and_leaves_its_inside_alone()
    {
        var picture = new RgbImage(200, 160, 200);
        var painted = DetectionPainter.Paint(picture, [new DetectedObject("dog", 2, 0.9f, new Box(40, 60, 120, 130))]);
        Assert.Equal((200, 160), (painted.Width, painted.Height));
        Assert.Equal(ClassPalette.ColorOf(1), ColorAt(painted, 80, 130));
        Assert.Equal(ClassPalette.ColorOf(1), ColorAt(painted, 120, 95));
        Assert.Equal(RgbColor.Gray(200), ColorAt(painted, 80, 100));
        Assert.Equal(RgbColor.Gray(200), ColorAt(painted, 190, 150));
        Assert.All(picture.Pixels, pixel => Assert.Equal(200, pixel));
    }

    [Fact]
    public void The_best_detection_is_on_top()
    {
        var box = new Box(40, 60, 120, 130);
        var painted = DetectionPainter.Paint(new RgbImage(200, 160, 200), [new DetectedObject("cat", 1, 0.9f, box), new DetectedObject("dog", 2, 0.4f, box)]);
        Assert.Equal(ClassPalette.ColorOf(0), ColorAt(painted, 80, 130));
    }

    [Fact]
    public void The_label_stands_above_the_box()
    {
        var painted = DetectionPainter.Paint(new RgbImage(200, 160, 200), [new DetectedObject("cat", 1, 0.5f, new Box(40, 60, 120, 130))]);
        var above = Enumerable.Range(40, 20).Select(x => ColorAt(painted, x, 52)).ToList();
        Assert.Contains(ClassPalette.ColorOf(0), above);
        Assert.DoesNotContain(RgbColor.Gray(200), above);
    }

    [Fact]
    public void Without_detections_the_picture_stays_as_it_is()
    {
        byte[] pixels = [.. Enumerable.Range(0, 20 * 10 * 3).Select(i => (byte)(i * 7))];
        Assert.Equal(pixels, DetectionPainter.Paint(new RgbImage(20, 10, pixels), []).Pixels);
    }

    [Fact]
    public void Boxes_may_reach_out_of_the_picture()
    {
        var painted = DetectionPainter.Paint(new RgbImage(100, 80, 200), [new DetectedObject("cat", 1, 0.5f, new Box(-30, -20, 500, 60))]);
        Assert.Equal(ClassPalette.ColorOf(0), ColorAt(painted, 50, 60));
    }

    private static RgbColor ColorAt(RgbImage image, int x, int y)
    {
        var i = ((y * image.Width) + x) * 3;
        return new RgbColor(image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]);
    }
}
