using MultiBox.Boxes;
using MultiBox.Plugins.Head;
using MultiBox.Plugins.ResNet;
using MultiBox.Testing;

namespace MultiBox.Model.Tests;

public sealed class NetworkLayoutGoldenTests
{
    [SkippableFact]
    public void Resnet50_with_the_references_extra_layers_has_its_maps_and_default_boxes()
    {
        var golden = GoldenFile.TryOpen("multibox_prior.json");
        Skip.If(golden is null, SharedData.Absent);
        var layout = golden!.Root["network_layouts"].Items.First(network => network["network"].Text == "resnet50");
        var layers = layout["layers"].Items.ToList();
        // The backbone gives the first two maps; the preset's extra layers have stride 2 and padding 1.
        using var model = SsdModel.Build(new SsdModelSpec
        {
            InputSize = layout["data_shape"].Whole,
            ClassCount = 21,
            CreateBackbone = () => new ResNet50Factory().Create(new ResNetOptions { Features = ["layer3", "layer4"] }),
            ExtraLayers = [.. layers.Skip(2).Select(layer => new ExtraLayerSpec(layer["channels"].Whole))],
            CreateDefaultBoxes = _ => new MultiBoxPrior(
                [.. layers.Select(layer => new MultiBoxPriorLayer { Sizes = layer["sizes"].Numbers, Ratios = layer["ratios"].Numbers, StepX = layer["step"].NumberOrNull, StepY = layer["step"].NumberOrNull })]),
            BoxCoder = SmallModel.Coder,
            CreateHead = context => new MultiBoxHead(context),
        });

        foreach (var (layer, map) in layers.Zip(model.FeatureMaps)) layer["channels"].MustEqual(map.Channels);
        foreach (var (layer, count) in layers.Zip(model.DefaultBoxes.PerLayer)) layer["num_anchors"].MustEqual(count);
        // A map's default boxes are its side squared times those of a cell.
        foreach (var (layer, count) in layers.Zip(model.DefaultBoxes.PerLayer))
        {
            Assert.Equal(layer["feature_height"].Whole * layer["feature_width"].Whole, count / layer["anchors_per_cell"].Whole);
        }

        layout["num_layers"].MustEqual(model.FeatureMaps.Count);
        layout["total_anchors"].MustEqual(model.DefaultBoxes.Count);
        MustHaveTheSums(layout, [.. model.DefaultBoxes.Corners], golden.Tolerance("absolute"));
        var start = 0;
        foreach (var (layer, count) in layers.Zip(model.DefaultBoxes.PerLayer))
        {
            layer["anchor_offset"].MustEqual(start);
            var boxes = model.DefaultBoxes.Corners.Slice(start, count).ToArray();
            layer["area_sum"].MustBeNear(Areas(boxes), golden.Tolerance("absolute") * count);
            layer["coordinate_square_sum"].MustBeNear(boxes.SelectMany(Corners).Sum(x => x * x), 4 * golden.Tolerance("absolute") * count);
            start += count;
        }
    }

    private static void MustHaveTheSums(GoldenNode layout, Box[] boxes, double tolerance)
    {
        layout["first_boxes"].MustBeNear(boxes[..3].SelectMany(Corners), tolerance);
        layout["last_boxes"].MustBeNear(boxes[^3..].SelectMany(Corners), tolerance);
        layout["sample_boxes"].MustBeNear(layout["sample_indices"].Wholes.SelectMany(i => Corners(boxes[i])), tolerance);
        // Rounding to 32 bits moves each of the summands by less than the tolerance.
        var wide = tolerance * boxes.Length;
        layout["column_sums"].MustBeNear(Enumerable.Range(0, 4).Select(i => boxes.Sum(box => Corners(box)[i])), wide);
        layout["coordinate_sum"].MustBeNear(boxes.SelectMany(Corners).Sum(), 4 * wide);
        layout["coordinate_square_sum"].MustBeNear(boxes.SelectMany(Corners).Sum(x => x * x), 8 * wide);
        layout["area_sum"].MustBeNear(Areas(boxes), 2 * wide);
    }

    private static double Areas(IEnumerable<Box> boxes) => boxes.Select(Corners).Sum(x => (x[2] - x[0]) * (x[3] - x[1]));

    private static double[] Corners(Box box) => [box.X1, box.Y1, box.X2, box.Y2];
}
