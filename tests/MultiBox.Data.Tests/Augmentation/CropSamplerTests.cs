using MultiBox.Boxes;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Augmentation;

public sealed class CropSamplerTests
{
    private static readonly ImageRegion Canvas = new(-50, -20, 800, 600);

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void Crops_lie_in_the_canvas_overlap_enough_and_respect_scale_and_aspect(float minOverlap)
    {
        var sampler = new CropSampler(minOverlap, 0.3f, 1, 0.5f, 2, 25);
        var random = RandomSequence.For("test", 1);
        Box[] boxes = [new(0, 20, 620, 500), new(20, 30, 60, 70)];
        var found = 0;
        for (var i = 0; i < 1000; i++)
        {
            if (sampler.Sample(ref random, Canvas, boxes) is not { } crop) continue;
            found++;
            Assert.True(crop.X >= Canvas.X - 0.01f && crop.X + crop.Width <= Canvas.X + Canvas.Width + 0.01f);
            Assert.True(crop.Y >= Canvas.Y - 0.01f && crop.Y + crop.Height <= Canvas.Y + Canvas.Height + 0.01f);
            var (w, h) = (crop.Width / Canvas.Width, crop.Height / Canvas.Height);
            Assert.InRange(w / h, 0.499f, 2.001f);
            Assert.InRange(MathF.Sqrt(w * h), 0.299f, 1.001f);
            Assert.True(boxes.Max(box => Overlap(crop, box)) >= minOverlap - 1e-4f);
        }

        Assert.True(found > 5, $"{found} crops");
    }

    [Fact]
    public void An_overlap_that_cannot_be_reached_gives_no_crop()
    {
        var random = RandomSequence.For("test", 2);
        Assert.Null(new CropSampler(0.9f, 0.3f, 1, 0.5f, 2, 25).Sample(ref random, Canvas, [new Box(0, 0, 4, 4)]));
    }

    [Fact]
    public void Without_objects_any_crop_serves()
    {
        var random = RandomSequence.For("test", 3);
        Assert.NotNull(new CropSampler(0.9f, 0.3f, 1, 0.5f, 2, 1).Sample(ref random, Canvas, []));
    }

    private static float Overlap(ImageRegion crop, Box box)
    {
        var shared = new Box(
            Math.Max(crop.X, box.X1), Math.Max(crop.Y, box.Y1), Math.Min(crop.X + crop.Width, box.X2), Math.Min(crop.Y + crop.Height, box.Y2)).Area;
        return shared / ((crop.Width * crop.Height) + box.Area - shared);
    }
}
