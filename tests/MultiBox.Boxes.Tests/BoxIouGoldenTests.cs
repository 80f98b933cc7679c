using MultiBox.Testing;

namespace MultiBox.Boxes.Tests;

public class BoxIouGoldenTests
{
    [SkippableFact]
    public void Every_case_matches_the_golden_file()
    {
        var golden = GoldenFile.TryOpen("iou.json");
        Skip.If(golden is null, SharedData.Absent);
        foreach (var item in golden.Cases)
        {
            var (a, b) = (item["boxes_a"].Boxes(), item["boxes_b"].Boxes());
            var iou = new float[a.Length * b.Length];
            BoxIou.Compute(a, b, iou);

            item["num_a"].MustEqual(a.Length);
            item["num_b"].MustEqual(b.Length);
            item["iou"].MustBeNear(iou, golden.Tolerance("absolute"));
            foreach (var pair in item["pairs_with_zero_union"].Items.Select(p => p.Wholes))
            {
                Assert.Equal(0, BoxIou.Compute(a[pair[0]], b[pair[1]]));
            }
        }
    }
}
