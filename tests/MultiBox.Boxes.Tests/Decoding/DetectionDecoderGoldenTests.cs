using MultiBox.Testing;

namespace MultiBox.Boxes.Tests;

public class DetectionDecoderGoldenTests
{
    // torchvision's bound on decoded sizes, which detection_postprocess.json refers to but box_coder.json holds.
    private static float SizeClamp => (float)GoldenFile.TryOpen("box_coder.json")!.Root["torchvision_size_clamp"].Number;

    [SkippableFact]
    public void The_per_class_decoder_matches_the_golden_file()
    {
        var golden = GoldenFile.TryOpen("detection_postprocess.json");
        Skip.If(golden is null, SharedData.Absent);
        var inputs = new Inputs(golden, SizeClamp);
        var (width, height) = (golden.Root["image_width"].Whole, golden.Root["image_height"].Whole);
        golden.Root["anchors_pixels"].MustBeNear(
            inputs.DefaultBoxes.Corners.ToArray().Select(b => b.Scale(width, height)).Flatten(), golden.Tolerance("box_pixels_absolute"));
        foreach (var item in golden.Root["torchvision_cases"].Items)
        {
            var decoder = new PerClassDecoder(inputs.DefaultBoxes, inputs.Coder, inputs.ClassCount, new DetectionDecoderOptions
            {
                ScoreThreshold = (float)item["score_threshold"].Number,
                NmsThreshold = (float)item["nms_threshold"].Number,
                TopK = item["topk_candidates"].Whole,
                MaxDetections = item["detections_per_image"].Whole,
            });
            foreach (var (image, i) in item["images"].Items.Select((image, i) => (image, i)))
            {
                var found = decoder.DecodeWithDefaultBoxes(inputs.Offsets[i], inputs.Logits[i]);
                image["anchor_index"].MustEqual(found.Select(x => x.DefaultBox));
                image["labels"].MustEqual(found.Select(x => x.Detection.Label));
                image["scores"].MustBeNear(found.Select(x => x.Detection.Score), golden.Tolerance("score_absolute"));
                var pixels = found.Select(x => x.Detection.Box.Scale(width, height));
                image["boxes"].MustBeNear(pixels.Flatten(), golden.Tolerance("box_pixels_absolute"));
                Assert.Equal(found.Select(x => x.Detection), decoder.Decode(inputs.Offsets[i], inputs.Logits[i]));
            }
        }
    }

    [SkippableFact]
    public void The_best_class_decoder_matches_the_golden_file()
    {
        var golden = GoldenFile.TryOpen("detection_postprocess.json");
        Skip.If(golden is null, SharedData.Absent);
        var inputs = new Inputs(golden, sizeClamp: null);
        foreach (var item in golden.Root["mxnet_cases"].Items)
        {
            var decoder = new BestClassDecoder(inputs.DefaultBoxes, inputs.Coder, inputs.ClassCount, new DetectionDecoderOptions
            {
                ScoreThreshold = (float)item["score_threshold"].Number,
                NmsThreshold = (float)item["nms_threshold"].Number,
                TopK = item["nms_topk"].Whole,
                MaxDetections = -1,
                ForceSuppress = item["force_suppress"].Bool,
            });
            foreach (var (image, i) in item["images"].Items.Select((image, i) => (image, i)))
            {
                var rows = decoder.Rank(inputs.Offsets[i], inputs.Logits[i]);
                image["num_candidates"].MustEqual(rows.Count);
                image["row_anchor_index"].MustEqual(rows.Select(x => x.DefaultBox));
                image["row_class_id"].MustEqual(rows.Select(x => x.Suppressed ? -1 : x.Detection.Label - 1));
                image["row_score"].MustBeNear(rows.Select(x => x.Detection.Score), golden.Tolerance("score_absolute"));
                image["row_boxes"].MustBeNear(rows.Select(x => x.Detection.Box).Flatten(), golden.Tolerance("box_normalised_absolute"));

                var found = decoder.DecodeWithDefaultBoxes(inputs.Offsets[i], inputs.Logits[i]);
                image["kept_anchor_index"].MustEqual(found.Select(x => x.DefaultBox));
                Assert.Equal(rows.Where(x => !x.Suppressed).Select(x => x.Detection), found.Select(x => x.Detection));
                Assert.Equal(found.Select(x => x.Detection), decoder.Decode(inputs.Offsets[i], inputs.Logits[i]));
            }
        }
    }

    private sealed class Inputs
    {
        public Inputs(GoldenFile golden, float? sizeClamp)
        {
            var root = golden.Root;
            var boxes = root["anchors_normalised"].Boxes();
            DefaultBoxes = new DefaultBoxes(boxes, [boxes.Length]);
            root["num_anchors"].MustEqual(boxes.Length);
            var v = root["variances"].Floats;
            Coder = new BoxCoder(new Variances(v[0], v[1], v[2], v[3]), sizeClamp);
            ClassCount = root["num_classes_with_background"].Whole;
            Offsets = [.. root["loc_preds"].Items.Select(x => x.Floats)];
            Logits = [.. root["cls_logits"].Items.Select(x => x.Floats)];
            root["num_images"].MustEqual(Offsets.Length);
        }

        public DefaultBoxes DefaultBoxes { get; }

        public BoxCoder Coder { get; }

        public int ClassCount { get; }

        public float[][] Offsets { get; }

        public float[][] Logits { get; }
    }
}
