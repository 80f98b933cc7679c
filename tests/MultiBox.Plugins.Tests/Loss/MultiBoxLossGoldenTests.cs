using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Plugins.Loss;
using MultiBox.Testing;
using static TorchSharp.torch;

namespace MultiBox.Plugins.Tests.Loss;

public sealed class MultiBoxLossGoldenTests
{
    [SkippableFact]
    public void The_torchvision_rule_agrees_with_every_case() => ForEachCase(MultiBoxRule.Torchvision, (file, golden, run) =>
    {
        var expected = golden["torchvision"];
        expected["matched_gt"].MustEqual(run.Targets.Matches);
        expected["num_positive"].MustEqual(run.Targets.PositivesPerImage.Select(count => (int)count));
        expected["normalizer"].MustEqual(Math.Max(1, run.Targets.Positives.Length));
        foreach (var (n, mined) in expected["mined_negatives"].Items.Index())
        {
            // The golden lists name negatives only: positives that are taken besides show in classification_loss.
            mined.MustEqual(run.MinedOf(n).Where(a => run.Targets.Matches[(n * run.DefaultBoxes) + a] < 0));
        }

        CheckTerms(file, expected, run);
        var once = run.Targets.Positives.Select(i => run.CrossEntropy[i])
            .Concat(Enumerable.Range(0, run.Images).SelectMany(n => run.MinedOf(n).Select(a => (n * run.DefaultBoxes) + a))
                .Where(i => run.Targets.Matches[i] < 0).Select(i => run.CrossEntropy[i]))
            .Sum(x => (double)x) / Math.Max(1, run.Targets.Positives.Length);
        expected["classification_loss_each_anchor_once"].MustBeNear(once, file.Tolerance("absolute"), file.Tolerance("relative"));
    });

    [SkippableFact]
    public void The_mxnet_rule_agrees_with_every_case() => ForEachCase(MultiBoxRule.Mxnet, (file, golden, run) =>
    {
        var (absolute, relative) = (file.Tolerance("absolute"), file.Tolerance("relative"));
        var expected = golden["mxnet"];
        expected["match"].MustEqual(run.Targets.Matches);
        expected["num_positive"].MustEqual(run.Targets.PositivesPerImage.Select(count => (int)count));
        foreach (var (n, mined) in expected["mined_negatives"].Items.Index()) mined.MustEqual(run.MinedOf(n));

        var labels = run.Targets.Labels.Select((label, i) => label > 0 ? (int)label : run.Mined[i] ? 0 : -1).ToArray();
        expected["cls_target"].MustEqual(labels);
        var target = new float[run.Targets.Labels.Length * 4];
        foreach (var (p, i) in run.Targets.Positives.Index())
        {
            run.Targets.Offsets.AsSpan(p * 4, 4).CopyTo(target.AsSpan((int)i * 4));
        }

        expected["loc_target"].MustBeNear(target, absolute, relative);
        expected["loc_mask"].MustEqual(run.Targets.Labels.Select(label => label > 0 ? 1 : 0));

        var valid = labels.Count(label => label >= 0);
        var classificationSum = (double)run.Classification * Math.Max(1, valid);
        var localizationSum = (double)run.Localization * Math.Max(1, expected["loc_nonzero_count"].Whole);
        expected["valid_label_count"].MustEqual(valid);
        expected["classification_sum"].MustBeNear(classificationSum, absolute * Math.Max(1, valid), relative);
        expected["localization_sum"].MustBeNear(localizationSum, absolute, relative);
        expected["metric_smooth_l1"].MustBeNear(valid == 0 ? null : localizationSum / valid, absolute, relative);
        var metric = labels.Select((label, i) => label < 0 ? 0 : -Math.Log(Math.Exp(-run.CrossEntropy[i]) + 1e-8)).Sum();
        expected["metric_cross_entropy"].MustBeNear(valid == 0 ? null : metric / valid, absolute, relative);
        CheckTerms(file, expected, run);
    });

    private static void CheckTerms(GoldenFile file, GoldenNode expected, LossRun run)
    {
        var (absolute, relative) = (file.Tolerance("absolute"), file.Tolerance("relative"));
        expected["localization_loss"].MustBeNear(run.Localization, absolute, relative);
        expected["classification_loss"].MustBeNear(run.Classification, absolute, relative);
        expected["grad_loc"].MustBeNear(run.GradientOfOffsets, absolute, relative);
        expected["grad_cls_logits"].MustBeNear(run.GradientOfLogits, absolute, relative);
    }

    private static void ForEachCase(MultiBoxRule rule, Action<GoldenFile, GoldenNode, LossRun> check)
    {
        var file = GoldenFile.TryOpen("multibox_loss.json");
        Skip.If(file is null, SharedData.Absent);
        Assert.NotEmpty(file!.Cases);
        foreach (var golden in file.Cases)
        {
            using var scope = NewDisposeScope();
            check(file, golden, LossRun.Of(file, golden, rule));
        }
    }

    private sealed record LossRun
    {
        public required int Images { get; init; }

        public required int DefaultBoxes { get; init; }

        public required BatchTargets Targets { get; init; }

        public required bool[] Mined { get; init; }

        public required float[] CrossEntropy { get; init; }

        public required float Classification { get; init; }

        public required float Localization { get; init; }

        public required float[] GradientOfOffsets { get; init; }

        public required float[] GradientOfLogits { get; init; }

        public IEnumerable<int> MinedOf(int image) => Enumerable.Range(0, DefaultBoxes).Where(a => Mined[(image * DefaultBoxes) + a]);

        public static LossRun Of(GoldenFile file, GoldenNode golden, MultiBoxRule rule)
        {
            var (n, a, c) = (golden["num_images"].Whole, golden["num_anchors"].Whole, golden["num_classes_with_background"].Whole);
            var v = file.Root["variances"].Floats;
            var coder = new BoxCoder(new Variances(v[0], v[1], v[2], v[3]));
            var defaultBoxes = new DefaultBoxes(ToBoxes(golden["anchors"]), [a]);
            var options = new MultiBoxLossOptions
            {
                Rule = rule,
                MatchIou = (float)file.Root["overlap_threshold"].Number,
                NegativeRatio = (float)file.Root["negative_ratio"].Number,
                MiningIou = (float)file.Root["mxnet_negative_mining_thresh"].Number,
            };
            var truths = golden["gt_boxes"].Items.Zip(golden["gt_labels"].Items, (boxes, labels) => new GroundTruth(ToBoxes(boxes), labels.Wholes)).ToList();
            var offsets = tensor(golden["loc_preds"].Floats, [n, a, 4], requires_grad: true);
            var logits = tensor(golden["cls_logits"].Floats, [n, a, c], requires_grad: true);

            var loss = new MultiBoxLoss(options, new LossContext(defaultBoxes, coder, c));
            var terms = loss.Compute(new HeadOutput(offsets, logits), truths);
            (terms.Classification + terms.Localization).backward();

            IMatcher matcher = rule == MultiBoxRule.Torchvision ? new PerPredictionMatcher(options.MatchIou) : new BipartiteMatcher(options.MatchIou);
            var targets = BatchTargets.Encode(matcher, coder, defaultBoxes, truths);
            var labels = tensor(targets.Labels, [n, a]);
            var crossEntropy = nn.functional.cross_entropy(logits.view(-1, c), labels.view(-1), reduction: nn.Reduction.None).view(n, a);
            return new LossRun
            {
                Images = n,
                DefaultBoxes = a,
                Targets = targets,
                Mined = [.. loss.MineNegatives(crossEntropy, logits, labels > 0, targets).data<bool>()],
                CrossEntropy = [.. crossEntropy.data<float>()],
                Classification = terms.Classification.item<float>(),
                Localization = terms.Localization.item<float>(),
                GradientOfOffsets = [.. offsets.grad!.data<float>()],
                GradientOfLogits = [.. logits.grad!.data<float>()],
            };
        }

        private static Box[] ToBoxes(GoldenNode boxes) =>
            [.. boxes.Floats.Chunk(4).Select(x => new Box(x[0], x[1], x[2], x[3]))];
    }
}
