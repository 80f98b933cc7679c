using MultiBox.Boxes;
using static MultiBox.Data.Tests.Health.HealthFixture;

namespace MultiBox.Data.Tests.Health;

public sealed class DefaultBoxLayoutTests
{
    private static readonly MultiBoxPriorLayer Layer = new() { Sizes = [0.2, 0.3], Ratios = [1, 4] };

    [Fact]
    public void Shapes_and_steps_are_read_off_the_boxes()
    {
        // Sizes 0.2 and 0.3 of 300 pixels; ratio 4 of the first: 120 x 30. Cells of 10 x 10 are 30 pixels apart; one of one cell has no step.
        var maps = Maps(new MultiBoxPrior([Layer, Layer]).Generate([new(10, 10), new(1, 1)]), "layer2", "extra1");

        Assert.Equal([("layer2", 300, 30.0), ("extra1", 3, null)], maps.Select(map => (map.Name, map.Boxes, map.Step)));
        Assert.All(maps, map => Assert.Equal([new(60, 60), new(90, 90), new(120, 30)], map.Shapes));
    }

    [Fact]
    public void Boxes_that_the_border_cut_are_not_taken_for_shapes_unless_there_are_no_others()
    {
        var maps = Maps(new MultiBoxPrior([Layer, new() { Sizes = [1.5], Ratios = [1] }], clip: true).Generate([new(10, 10), new(1, 1)]));

        Assert.Equal([new(60, 60), new(90, 90), new(120, 30)], maps[0].Shapes);
        Assert.Equal([new DefaultBoxShape(300, 300)], maps[1].Shapes);
        Assert.Equal(["map 1", "map 2"], maps.Select(map => map.Name));
    }

    private static IReadOnlyList<DefaultBoxMap> Maps(DefaultBoxes defaultBoxes, params string[] names) =>
        DatasetHealth.Analyze(Request(Split("train")) with { DefaultBoxes = defaultBoxes, InputSize = 300, MapNames = names }).DefaultBoxes;
}
