namespace MultiBox.Boxes.Tests;

public class DefaultBoxSearchTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void It_finds_what_a_plain_scan_finds(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(1, 500);
        var defaultBoxes = seed % 2 == 0 ? random.NextBoxes(count) : random.NextGridBoxes(count);
        var search = new DefaultBoxSearch(defaultBoxes);
        foreach (var box in (Box[])[.. random.NextBoxes(50), .. random.NextGridBoxes(50)]) Assert.Equal(Scan(defaultBoxes, box), search.Find(box));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_finds_what_a_plain_scan_finds_among_the_boxes_of_a_network(bool clip)
    {
        FeatureMapSize[] maps = [new(38, 38), new(19, 19), new(10, 10), new(5, 5), new(3, 3), new(1, 1)];
        var scales = MultiBoxScales.Get(0.2, 0.9, maps.Length);
        var defaultBoxes = new MultiBoxPrior([.. scales.Select(sizes => new MultiBoxPriorLayer { Sizes = sizes, Ratios = [1, 2, 0.5, 3, 1.0 / 3] })], clip).Generate(maps).Corners.ToArray();
        var search = new DefaultBoxSearch(defaultBoxes);
        var random = new Random(7);
        for (var i = 0; i < 150; i++)
        {
            // From a hundredth of the input to all of it, also beyond its border; and each default box finds itself or its equal before it.
            var box = random.NextBox();
            Assert.Equal(Scan(defaultBoxes, box), search.Find(box));
            var own = defaultBoxes[random.Next(defaultBoxes.Length)];
            Assert.Equal(Scan(defaultBoxes, own), search.Find(own));
            Assert.Equal(1, search.Find(own).Iou);
        }
    }

    [Fact]
    public void A_box_that_touches_nothing_gets_the_first_default_box_with_no_overlap()
    {
        var search = new DefaultBoxSearch([new Box(0, 0, 0.1f, 0.1f), new Box(0.1f, 0, 0.2f, 0.1f)]);
        Assert.Equal(new BestDefaultBox(0, 0), search.Find(new Box(0.5f, 0.5f, 0.6f, 0.6f)));
        Assert.Equal(new BestDefaultBox(0, 0), search.Find(new Box(0.05f, 0.05f, 0.05f, 0.05f)));
    }

    [Fact]
    public void Without_default_boxes_there_is_no_best()
    {
        var search = new DefaultBoxSearch([]);
        Assert.Equal(new BestDefaultBox(-1, 0), search.Find(new Box(0, 0, 1, 1)));
    }

    private static BestDefaultBox Scan(Box[] defaultBoxes, Box box)
    {
        var best = new BestDefaultBox(0, BoxIou.Compute(defaultBoxes[0], box));
        for (var i = 1; i < defaultBoxes.Length; i++)
        {
            var iou = BoxIou.Compute(defaultBoxes[i], box);
            if (iou > best.Iou) best = new BestDefaultBox(i, iou);
        }

        return best;
    }
}
