using MultiBox.Testing;

namespace MultiBox.Boxes.Tests;

public class DefaultBoxGeneratorGoldenTests
{
    [SkippableFact]
    public void Every_case_matches_the_golden_file()
    {
        var golden = GoldenFile.TryOpen("torchvision_default_boxes.json");
        Skip.If(golden is null, SharedData.Absent);
        var tolerance = golden.Tolerance("absolute_pixels");
        foreach (var item in golden.Cases)
        {
            var layers = item["layers"].Items.ToArray();
            var generator = Generator(item, layers);
            var (height, width) = (item["image_height"].Whole, item["image_width"].Whole);
            FeatureMapSize[] maps = [.. layers.Select(l => new FeatureMapSize(l["feature_height"].Whole, l["feature_width"].Whole))];
            var boxes = generator.Generate(height, width, maps);
            Box[] pixels = [.. boxes.Corners.ToArray().Select(b => b.Scale(width, height))];

            item["scales"].MustBeNear(generator.Scales, 1e-8);
            item["num_anchors"].MustEqual(boxes.Count);
            item["first_boxes"].MustBeNear(pixels.Take(item["first_boxes"].Count).Flatten(), tolerance);
            item["last_boxes"].MustBeNear(pixels.TakeLast(item["last_boxes"].Count).Flatten(), tolerance);
            if (item.Has("boxes")) item["boxes"].MustBeNear(pixels.Flatten(), tolerance);
            if (item.Has("sample_indices"))
            {
                item["sample_boxes"].MustBeNear(item["sample_indices"].Wholes.Select(i => pixels[i]).Flatten(), tolerance);
            }

            item.SumsMustMatch(pixels, tolerance);

            var offset = 0;
            for (var i = 0; i < layers.Length; i++)
            {
                layers[i]["scale"].MustBeNear(generator.Scales[i], 1e-8);
                layers[i]["scale_prime"].MustBeNear(Math.Sqrt(generator.Scales[i] * generator.Scales[i + 1]), 1e-8);
                layers[i]["anchors_per_cell"].MustEqual(generator.BoxesPerCell[i]);
                layers[i]["anchor_offset"].MustEqual(offset);
                layers[i]["num_anchors"].MustEqual(boxes.PerLayer[i]);
                layers[i].SumsMustMatch(pixels[offset..(offset + boxes.PerLayer[i])], tolerance);
                offset += boxes.PerLayer[i];
            }
        }
    }

    private static DefaultBoxGenerator Generator(GoldenNode item, GoldenNode[] layers)
    {
        double[][] ratios = [.. layers.Select(l => l["aspect_ratios"].Numbers)];
        double?[] steps = [.. layers.Select(l => l["step"].NumberOrNull)];
        return item["scales_given"].Bool
            ? new DefaultBoxGenerator(ratios, item["scales"].Numbers, steps, item["clip"].Bool)
            : DefaultBoxGenerator.FromRatios(ratios, item["min_ratio"].Number, item["max_ratio"].Number, steps, item["clip"].Bool);
    }
}
