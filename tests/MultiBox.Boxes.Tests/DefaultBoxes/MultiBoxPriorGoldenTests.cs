using MultiBox.Testing;

namespace MultiBox.Boxes.Tests;

public class MultiBoxPriorGoldenTests
{
    [SkippableFact]
    public void Single_maps_match_the_golden_file()
    {
        var golden = GoldenFile.TryOpen("multibox_prior.json");
        Skip.If(golden is null, SharedData.Absent);
        foreach (var item in golden.Cases)
        {
            var layer = new MultiBoxPriorLayer
            {
                Sizes = item["sizes"].Numbers,
                Ratios = item["ratios"].Numbers,
                StepY = item["steps"].IsNull ? null : item["steps"][0].Number,
                StepX = item["steps"].IsNull ? null : item["steps"][1].Number,
                OffsetY = item["offsets"][0].Number,
                OffsetX = item["offsets"][1].Number,
            };
            var prior = new MultiBoxPrior([layer], item["clip"].Bool);
            var boxes = prior.Generate([new FeatureMapSize(item["in_height"].Whole, item["in_width"].Whole)]);

            item["anchors_per_cell"].MustEqual(Assert.Single(prior.BoxesPerCell));
            item["num_anchors"].MustEqual(boxes.Count);
            item["anchors"].MustBeNear(boxes.Corners.ToArray().Flatten(), golden.Tolerance("absolute"));
        }
    }

    [SkippableFact]
    public void Network_layouts_match_the_golden_file()
    {
        var golden = GoldenFile.TryOpen("multibox_prior.json");
        Skip.If(golden is null, SharedData.Absent);
        var tolerance = golden.Tolerance("absolute");
        foreach (var network in golden.Root["network_layouts"].Items)
        {
            var layers = network["layers"].Items.ToArray();
            network["num_layers"].MustEqual(layers.Length);
            var prior = new MultiBoxPrior([.. layers.Select(Layer)]);
            var boxes = prior.Generate([.. layers.Select(l => new FeatureMapSize(l["feature_height"].Whole, l["feature_width"].Whole))]);
            var corners = boxes.Corners.ToArray();

            network["total_anchors"].MustEqual(boxes.Count);
            network["first_boxes"].MustBeNear(corners.Take(network["first_boxes"].Count).Flatten(), tolerance);
            network["last_boxes"].MustBeNear(corners.TakeLast(network["last_boxes"].Count).Flatten(), tolerance);
            network["sample_boxes"].MustBeNear(network["sample_indices"].Wholes.Select(i => corners[i]).Flatten(), tolerance);
            network["num_outside_unit_square"].MustEqual(corners.Count(b => b.X2 <= 0 || b.Y2 <= 0 || b.X1 >= 1 || b.Y1 >= 1));
            network.SumsMustMatch(corners, tolerance);

            var offset = 0;
            for (var i = 0; i < layers.Length; i++)
            {
                layers[i]["anchors_per_cell"].MustEqual(prior.BoxesPerCell[i]);
                layers[i]["anchor_offset"].MustEqual(offset);
                layers[i]["num_anchors"].MustEqual(boxes.PerLayer[i]);
                layers[i].SumsMustMatch(corners[offset..(offset + boxes.PerLayer[i])], tolerance);
                offset += boxes.PerLayer[i];
            }
        }
    }

    [SkippableFact]
    public void Scales_of_the_presets_match_the_golden_file()
    {
        var golden = GoldenFile.TryOpen("multibox_prior.json");
        Skip.If(golden is null, SharedData.Absent);
        foreach (var network in golden.Root["network_layouts"].Items)
        {
            // The file does not name the preset's two scales. The second map's size is the first scale in whole percents, and the
            // last map's size is a greatest scale that gives the same step; half a percent more keeps the truncation away.
            var layers = network["layers"].Items.ToArray();
            var min = layers[1]["sizes"][0].Number + 0.005;
            var max = layers[^1]["sizes"][0].Number + 0.005;
            var scales = MultiBoxScales.Get(min, max, layers.Length);
            for (var i = 1; i < layers.Length; i++) layers[i]["sizes"].MustBeNear(scales[i], golden.Tolerance("absolute"));
            layers[0]["sizes"][0].MustBeNear(scales[0][0], golden.Tolerance("absolute"));
            layers[0]["sizes"][1].MustBeNear(Math.Sqrt(scales[0][0] * layers[1]["sizes"][0].Number), golden.Tolerance("absolute"));
        }
    }

    private static MultiBoxPriorLayer Layer(GoldenNode layer) => new()
    {
        Sizes = layer["sizes"].Numbers,
        Ratios = layer["ratios"].Numbers,
        StepY = layer["step"].NumberOrNull,
        StepX = layer["step"].NumberOrNull,
    };
}
