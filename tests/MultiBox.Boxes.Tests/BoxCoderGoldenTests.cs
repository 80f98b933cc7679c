using MultiBox.Testing;

namespace MultiBox.Boxes.Tests;

public class BoxCoderGoldenTests
{
    [SkippableFact]
    public void Every_case_matches_the_golden_file()
    {
        var golden = GoldenFile.TryOpen("box_coder.json");
        Skip.If(golden is null, SharedData.Absent);
        var v = golden.Root["variances"].Floats;
        var variances = new Variances(v[0], v[1], v[2], v[3]);
        var clamped = new BoxCoder(variances, (float)golden.Root["torchvision_size_clamp"].Number);
        var free = new BoxCoder(variances);
        foreach (var item in golden.Cases)
        {
            var defaultBoxes = item["anchors"].Boxes();
            var groundTruths = item["gt_boxes"].Boxes();
            var encoded = groundTruths.Zip(defaultBoxes, free.Encode).ToArray();

            Near(item["anchors_center"], defaultBoxes.Select(b => b.ToCenter()).Flatten());
            Near(item["gt_boxes_center"], groundTruths.Select(b => b.ToCenter()).Flatten());
            Near(item["encoded"], encoded.Flatten());
            Near(item["decoded_from_encoded"], Decode(clamped, item["encoded"].Offsets()).Flatten());
            if (item["round_trip_is_exact"].Bool) Near(item["gt_boxes"], Decode(clamped, encoded).Flatten());
            Near(item["decoded_torchvision"], Decode(clamped, item["offsets"].Offsets()).Flatten());
            var decoded = Decode(free, item["offsets"].Offsets());
            Near(item["decoded_no_clamp"], decoded.Flatten());
            if (item.Has("decoded_mxnet_clipped_to_unit"))
            {
                Near(item["decoded_mxnet_clipped_to_unit"], decoded.Select(b => b.Clip(1, 1)).Flatten());
            }

            Box[] Decode(BoxCoder coder, IEnumerable<Offsets> offsets) => [.. offsets.Zip(defaultBoxes, coder.Decode)];
        }

        void Near(GoldenNode expected, IEnumerable<float> actual) =>
            expected.MustBeNear(actual, golden.Tolerance("absolute"), golden.Tolerance("relative"));
    }
}
