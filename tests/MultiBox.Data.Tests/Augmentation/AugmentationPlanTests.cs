using MultiBox.Boxes;
using MultiBox.Imaging;
using MultiBox.Inputs;

namespace MultiBox.Data.Tests.Augmentation;

public sealed class AugmentationPlanTests
{
    public static TheoryData<bool, bool, bool> Orientations
    {
        get
        {
            var all = new TheoryData<bool, bool, bool>();
            for (var i = 0; i < 8; i++) all.Add((i & 1) != 0, (i & 2) != 0, (i & 4) != 0);
            return all;
        }
    }

    [Fact]
    public void Evaluation_divides_by_width_and_height() => Assert.Equal(
        new Box(0.1f, 0.25f, 0.5f, 1), AugmentationPlan.WholeImage(200, 100).Map(new Box(20, 25, 100, 100)));

    [Fact]
    public void A_box_is_kept_when_its_centre_is_in_the_crop_and_is_clipped_to_it()
    {
        var plan = AugmentationPlan.WholeImage(200, 100) with { Region = new ImageRegion(50, 20, 100, 50) };
        // Centre (60, 45) inside; (40..80 - 50) / 100 and (30..60 - 20) / 50.
        Assert.Equal(new Box(0, 0.2f, 0.3f, 0.8f), plan.Map(new Box(40, 30, 80, 60)));
        Assert.Null(plan.Map(new Box(20, 30, 70, 60)));
    }

    [Fact]
    public void Zooming_out_makes_boxes_smaller()
    {
        var plan = AugmentationPlan.WholeImage(100, 100) with { Region = new ImageRegion(-50, -100, 200, 200) };
        Assert.Equal(new Box(0.25f, 0.5f, 0.75f, 1), plan.Map(new Box(0, 0, 100, 100)));
    }

    [Theory]
    [InlineData(30, 30, 30, 60)]
    [InlineData(30, 30, 60, 30)]
    [InlineData(60, 30, 30, 60)]
    [InlineData(float.NaN, 30, 60, 60)]
    public void A_box_without_area_is_removed(float x1, float y1, float x2, float y2) =>
        Assert.Null(AugmentationPlan.WholeImage(100, 100).Map(new Box(x1, y1, x2, y2)));

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Boxes_follow_the_pixels_in_every_orientation(bool transpose, bool mirror, bool flip)
    {
        // A white patch on black: after writing, the white values fill exactly the mapped box.
        const int size = 20;
        var image = new RgbImage(size, size);
        for (var y = 2; y < 7; y++) image.Pixels.AsSpan(((y * size) + 5) * 3, 9 * 3).Fill(255);
        var plan = AugmentationPlan.WholeImage(size, size) with { Orientation = new Orientation(transpose, mirror, flip) };
        var input = new float[3 * size * size];
        new InputWriter(size, new(default, new(1, 1, 1))).Write(image, plan, input);
        var white = Enumerable.Range(0, size * size).Where(i => input[i] == 255).ToArray();
        Assert.Equal(45, white.Length);
        var seen = new Box(white.Min(i => i % size), white.Min(i => i / size), white.Max(i => i % size) + 1, white.Max(i => i / size) + 1);
        var mapped = plan.Map(new Box(5, 2, 14, 7))!.Value.Scale(size, size);
        Assert.Equal(seen.X1, mapped.X1, 4);
        Assert.Equal(seen.Y1, mapped.Y1, 4);
        Assert.Equal(seen.X2, mapped.X2, 4);
        Assert.Equal(seen.Y2, mapped.Y2, 4);
    }

    [Fact]
    public void Four_quarter_turns_are_none()
    {
        var box = new Box(0.1f, 0.2f, 0.3f, 0.8f);
        // A quarter clockwise: the top goes to the right.
        AssertNear(new Box(0.2f, 0.1f, 0.8f, 0.3f), Orientation.Turn(1).Map(box));
        AssertNear(box, Orientation.Turn(1).Map(Orientation.Turn(3).Map(box)));
        AssertNear(Orientation.Turn(2).Map(box), Orientation.Turn(1).Map(Orientation.Turn(1).Map(box)));
    }

    [Fact]
    public void Turns_occur_only_when_asked_for()
    {
        var random = RandomSequence.For("turns", 1);
        var turns = new RandomOrientation(0.5f, 0.5f, 1);
        Assert.Equal(8, Enumerable.Range(0, 300).Select(_ => turns.Sample(ref random)).Distinct().Count());
    }

    private static void AssertNear(Box expected, Box actual)
    {
        Assert.Equal(expected.X1, actual.X1, 5);
        Assert.Equal(expected.Y1, actual.Y1, 5);
        Assert.Equal(expected.X2, actual.X2, 5);
        Assert.Equal(expected.Y2, actual.Y2, 5);
    }
}
