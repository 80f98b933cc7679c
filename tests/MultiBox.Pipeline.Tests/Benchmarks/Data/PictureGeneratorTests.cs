using MultiBox.Data;
using MultiBox.Imaging;
using MultiBox.Pipeline.Benchmarks.Data;

namespace MultiBox.Pipeline.Tests.Benchmarks.Data;

public sealed class PictureGeneratorTests
{
    [Fact]
    public void The_same_index_gives_the_same_picture_and_another_one_another()
    {
        var (first, firstBoxes) = PictureGenerator.Paint(3);
        var (again, againBoxes) = PictureGenerator.Paint(3);
        var (other, _) = PictureGenerator.Paint(4);
        Assert.Equal(first.Pixels, again.Pixels);
        Assert.Equal(firstBoxes, againBoxes);
        Assert.NotEqual(first.Pixels, other.Pixels);
    }

    [Fact]
    public void Boxes_lie_inside_the_picture()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = RandomSequence.For("boxes", seed);
            var boxes = PictureGenerator.RandomBoxes(ref random, 40, 30);
            Assert.InRange(boxes.Count, 1, 5);
            Assert.All(boxes, box => Assert.True(box is { X1: >= 0, Y1: >= 0, X2: <= 40, Y2: <= 30, Width: > 0, Height: > 0 }, $"{box}"));
        }
    }

    // Real ones of VOC: 70 to 120 kB.
    [Fact]
    public void Files_are_as_large_as_photographs()
    {
        var sizes = Enumerable.Range(0, 6).Select(index => ImageFile.EncodeJpeg(PictureGenerator.Paint(index).Image, PictureGenerator.JpegQuality).Length).ToArray();
        Assert.All(sizes, size => Assert.InRange(size, 50_000, 140_000));
        Assert.InRange(sizes.Average(), 75_000, 105_000);
    }
}
