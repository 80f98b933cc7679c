namespace MultiBox.Boxes.Tests;

public class BoxIouTests
{
    private static readonly Box Unit = new(0, 0, 1, 1);

    [Fact]
    public void Half_of_a_box_overlaps_it_by_one_half() => Assert.Equal(0.5f, BoxIou.Compute(Unit, new Box(0, 0, 0.5f, 1)));

    [Fact]
    public void A_third_is_shared_by_boxes_shifted_by_half() =>
        Assert.Equal(1 / 3f, BoxIou.Compute(Unit, new Box(0.5f, 0, 1.5f, 1)), 1e-7f); // 0.5 / (1 + 1 - 0.5)

    [Fact]
    public void It_is_symmetric_between_zero_and_one_and_one_with_itself()
    {
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var (a, b) = (random.NextBox(), random.NextBox());
            var iou = BoxIou.Compute(a, b);
            Assert.Equal(iou, BoxIou.Compute(b, a));
            Assert.InRange(iou, 0, 1);
            Assert.Equal(1, BoxIou.Compute(a, a));
        }
    }

    [Fact]
    public void It_does_not_depend_on_the_frame()
    {
        var random = new Random(12);
        for (var i = 0; i < 1000; i++)
        {
            var (a, b) = (random.NextBox(), random.NextBox());
            Assert.Equal(BoxIou.Compute(a, b), BoxIou.Compute(a.Scale(640, 480), b.Scale(640, 480)), 1e-4f);
        }
    }

    [Fact]
    public void Touching_empty_and_inverted_boxes_overlap_nothing()
    {
        Assert.Equal(0, BoxIou.Compute(Unit, new Box(1, 0, 2, 1)));
        Assert.Equal(0, BoxIou.Compute(Unit, new Box(0.5f, 0.5f, 0.5f, 0.5f)));
        Assert.Equal(0, BoxIou.Compute(default, default));
        Assert.Equal(0, BoxIou.Compute(Unit, new Box(1, 1, 0, 0)));
    }

    [Fact]
    public void A_box_that_is_not_a_number_overlaps_nothing()
    {
        Assert.Equal(0, BoxIou.Compute(Unit, new Box(float.NaN, 0, 1, 1)));
        Assert.Equal(0, BoxIou.Compute(new Box(0, 0, float.PositiveInfinity, 1), Unit));
    }

    [Fact]
    public void The_pairwise_form_needs_room_for_every_pair()
    {
        var message = Assert.Throws<ArgumentException>(() => BoxIou.Compute(new Box[2], new Box[3], new float[5])).Message;
        Assert.StartsWith("2 x 3 boxes, but room for 5 values.", message);
    }
}
