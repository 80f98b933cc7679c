using MultiBox.Testing;

namespace MultiBox.Boxes.Tests;

public class MatcherGoldenTests
{
    [SkippableFact]
    public void Every_case_matches_the_golden_file()
    {
        var golden = GoldenFile.TryOpen("match.json");
        Skip.If(golden is null, SharedData.Absent);
        foreach (var item in golden.Cases)
        {
            var (defaultBoxes, groundTruths) = (item["anchors"].Boxes(), item["gt_boxes"].Boxes());
            var threshold = (float)item["threshold"].Number;
            var iou = item["iou"].Items.Select(row => row.Numbers).ToArray();
            item["num_gt"].MustEqual(groundTruths.Length);

            var torchvision = new PerPredictionMatcher(threshold).Match(defaultBoxes, groundTruths);
            item["torchvision_match"].MustEqual(torchvision.GroundTruth);
            item["torchvision_unmatched_gt"].MustEqual(Unmatched(torchvision, groundTruths.Length));

            var mxnet = new BipartiteMatcher(threshold).Match(defaultBoxes, groundTruths);
            item["mxnet_match"].MustEqual(mxnet.GroundTruth);
            item["mxnet_unmatched_gt"].MustEqual(Unmatched(mxnet, groundTruths.Length));
            Assert.Equal(item["mxnet_stage"].Items.Select(Stage), mxnet.Stage);

            for (var i = 0; i < defaultBoxes.Length; i++)
            {
                Assert.Equal(iou[i].DefaultIfEmpty(0).Max(), torchvision.BestIou[i], 1e-6);
                Assert.Equal(torchvision.BestIou[i], mxnet.BestIou[i]);
            }
        }
    }

    private static IEnumerable<int> Unmatched(MatchResult match, int groundTruths) =>
        Enumerable.Range(0, groundTruths).Except(match.GroundTruth);

    private static MatchStage Stage(GoldenNode node) => node.IsNull ? MatchStage.None : node.Text switch
    {
        "bipartite" => MatchStage.BestDefaultBox,
        "threshold" => MatchStage.Threshold,
        _ => throw new InvalidDataException($"{node.Path} is '{node.Text}'."),
    };
}
