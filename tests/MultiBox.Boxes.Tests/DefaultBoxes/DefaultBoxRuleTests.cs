namespace MultiBox.Boxes.Tests;

public class DefaultBoxRuleTests
{
    private static readonly MultiBoxPriorLayer FourPerCell = new() { Sizes = [0.2, 0.3], Ratios = [1, 2, 0.5] };

    [Fact]
    public void Boxes_per_cell_are_known_before_the_maps()
    {
        Assert.Equal([4, 6], new MultiBoxPrior([FourPerCell, FourPerCell with { Ratios = [1, 2, 0.5, 3, 1 / 3.0] }]).BoxesPerCell);
        Assert.Equal([4, 6, 2], DefaultBoxGenerator.FromRatios([[2], [2, 3], []]).BoxesPerCell);
    }

    [Fact]
    public void A_cell_has_squares_first_and_then_the_ratios_of_the_first_size()
    {
        var boxes = new MultiBoxPrior([FourPerCell]).Generate([new(1, 1)]).Corners.ToArray();
        var (wide, narrow) = (0.2 * Math.Sqrt(2), 0.2 / Math.Sqrt(2));
        (double Width, double Height)[] expected = [(0.2, 0.2), (0.3, 0.3), (wide, narrow), (narrow, wide)];
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(expected[i].Width, boxes[i].Width, 1e-6);
            Assert.Equal(expected[i].Height, boxes[i].Height, 1e-6);
        }
    }

    [Fact]
    public void Both_rules_give_the_number_of_boxes_of_SSD300()
    {
        FeatureMapSize[] maps = [.. new[] { 38, 19, 10, 5, 3, 1 }.Select(side => new FeatureMapSize(side, side))];
        var paper = new DefaultBoxGenerator(
            [[2], [2, 3], [2, 3], [2, 3], [2], [2]], [0.07, 0.15, 0.33, 0.51, 0.69, 0.87, 1.05], [8, 16, 32, 64, 100, 300]);
        var scales = MultiBoxScales.Get(0.2, 0.9, 6);
        double[][] ratios = [[1, 2, 0.5], [1, 2, 0.5, 3, 1 / 3.0]];
        var mxnet = new MultiBoxPrior(
            [.. scales.Select((s, i) => new MultiBoxPriorLayer { Sizes = s, Ratios = ratios[i is 0 or > 3 ? 0 : 1] })]);
        foreach (IDefaultBoxGenerator rule in new IDefaultBoxGenerator[] { paper, mxnet })
        {
            var boxes = rule.Generate(300, 300, maps);
            Assert.Equal(8732, boxes.Count);
            Assert.Equal([5776, 2166, 600, 150, 36, 4], boxes.PerLayer);
        }
    }

    [Fact]
    public void Presets_scales_are_whole_percents()
    {
        // 20, 37, 54, 71, 88 percent by steps of floor(70 / 4); the first map has half of 20.
        var scales = MultiBoxScales.Get(0.2, 0.9, 6);
        Assert.Equal([0.1, 0.2, 0.37, 0.54, 0.71, 0.88], scales.Select(s => s[0]));
        Assert.Equal(Math.Sqrt(0.1 * 0.2), scales[0][1], 1e-12);
        Assert.Equal(Math.Sqrt(0.88 * 1.05), scales[5][1], 1e-12);
        Assert.Equal(0.07, MultiBoxScales.Get(0.15, 0.9, 7)[0][0]);
    }

    [Fact]
    public void Clipping_differs_between_the_rules()
    {
        var mxnet = new MultiBoxPrior([new() { Sizes = [1.5], Ratios = [1] }], clip: true).Generate([new(2, 2)]);
        foreach (var box in mxnet.Corners) Assert.Equal(box, box.Clip(1, 1));

        var paper = new DefaultBoxGenerator([[]], [1.5, 1.5]).Generate(300, 300, [new(2, 2)]).Corners[0];
        Assert.Equal(new Box(-0.25f, -0.25f, 0.75f, 0.75f), paper);
    }

    [Fact]
    public void Maps_must_fit_the_description()
    {
        var prior = new MultiBoxPrior([FourPerCell]);
        Assert.StartsWith(
            "The default boxes are described for 1 feature maps, but there are 2.",
            Assert.Throws<ArgumentException>(() => prior.Generate([new(1, 1), new(2, 2)])).Message);
        Assert.StartsWith("Feature map 0 is 3 x 0 cells.", Assert.Throws<ArgumentException>(() => prior.Generate([new(3, 0)])).Message);
    }

    [Fact]
    public void Descriptions_that_make_no_boxes_are_refused()
    {
        Refused("Layer 0 needs at least one size and one ratio.", () => new MultiBoxPrior([FourPerCell with { Sizes = [] }]));
        Refused(
            "Layer 0 has a size, ratio or step that is not above 0.", () => new MultiBoxPrior([FourPerCell with { StepX = double.NaN }]));
        Refused("1 feature maps need 2 scales, but there are 1.", () => new DefaultBoxGenerator([[2]], [0.1]));
        Refused("1 feature maps need as many steps, but there are 2.", () => new DefaultBoxGenerator([[2]], [0.1, 0.2], [8, 16]));
        Refused("0 is not above 0.", () => new DefaultBoxGenerator([[0]], [0.1, 0.2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MultiBoxScales.Get(0.2, 0.9, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => MultiBoxScales.Get(0.2, 0.1, 6));

        static void Refused(string message, Func<object> create) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(create).Message);
    }

    [Fact]
    public void The_set_is_a_copy_of_what_it_was_given()
    {
        var corners = new Box[] { new(0, 0, 1, 1) };
        var boxes = new DefaultBoxes(corners, [1]);
        corners[0] = default;
        Assert.Equal(new Box(0, 0, 1, 1), boxes.Corners[0]);
        Assert.Throws<ArgumentException>(() => new DefaultBoxes(corners, [2]));
    }
}
