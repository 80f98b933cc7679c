using MultiBox.Testing;

namespace MultiBox.Boxes.Tests;

public class NonMaximumSuppressionGoldenTests
{
    [SkippableFact]
    public void Every_case_matches_the_golden_file()
    {
        var golden = GoldenFile.TryOpen("nms.json");
        Skip.If(golden is null, SharedData.Absent);
        foreach (var item in golden.Cases)
        {
            var boxes = item["boxes"].Boxes();
            var scores = item["scores"].Floats;
            var classIds = item["class_ids"].IsNull ? [] : item["class_ids"].Wholes;
            var threshold = (float)item["iou_threshold"].Number;

            item["keep"].MustEqual(NonMaximumSuppression.Suppress(boxes, scores, classIds, threshold, SuppressionRule.Above));
            item["keep_mxnet_rule_suppress_at_or_above"].MustEqual(
                NonMaximumSuppression.Suppress(boxes, scores, classIds, threshold, SuppressionRule.AtOrAbove));
        }
    }
}
