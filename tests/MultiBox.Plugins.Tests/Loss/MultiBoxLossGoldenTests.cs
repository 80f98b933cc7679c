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
        expected["matched_gt"].MustEqual(run.Matches);
        expected["num_positive"].MustEqual(run.Targets.Images.Select(image => image.Labels.Length));
        expected["normalizer"].MustEqual(Math.Max(1, run.Targets.Positives));
        foreach (var (n, mined) in expected["mined_negatives"].Items.Index())
        {
            // The golden lists name negatives only: positives that are taken besides show in classification_loss.
            mined.MustEqual(run.MinedOf(n).Where(a => run.Matches[(n * run.DefaultBoxes) + a] < 0));
        }

        CheckTerms(file, expected, run);
        var once = run.Positives.Select(i => run.CrossEntropy[i])
            .Concat(Enumerable.Range(0, run.Images).SelectMany(n => run.MinedOf(n).Select(a => (n * run.DefaultBoxes) + a))
                .Where(i => run.Matches[i] < 0).Select(i => run.CrossEntropy[i]))
            .Sum(x => (double)x) / Math.Max(1, run.Targets.Positives);
        expected["classification_loss_each_anchor_once"].MustBeNear(once, file.Tolerance("absolute"), file.Tolerance("relative"));
    });

    [SkippableFact]
    public void The_mxnet_rule_agrees_with_every_case() => ForEachCase(MultiBoxRule.Mxnet, (file, golden, run) =>
    {
        var (absolute, relative) = (file.Tolerance("absolute"), file.Tolerance("relative"));
        var expected = golden["mxnet"];
        expected["match"].MustEqual(run.Matches);
        expected["num_positive"].MustEqual(run.Targets.Images.Select(image => image.Labels.Length));
        foreach (var (n, mined) in expected["mined_negatives"].Items.Index()) mined.MustEqual(run.MinedOf(n));

        var labels = run.Labels.Select((label, i) => label > 0 ? label : run.Mined[i] ? 0 : -1).ToArray();
        expected["cls_target"].MustEqual(labels);
        var target = new float[run.Labels.Length * 4];
        foreach (var (i, row) in run.Positives.Zip(run.Targets.Images.SelectMany(image => image.Rows).Chunk(4))) row.CopyTo(target, i * 4);

        expected["loc_target"].MustBeNear(target, absolute, relative);
        expected["loc_mask"].MustEqual(run.Labels.Select(label => label > 0 ? 1 : 0));

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

        // Flat: the matched default boxes, and for all of them the ground truth (-1 for none) and the label (0 for the background).
        public required int[] Positives { get; init; }

        public required int[] Matches { get; init; }

        public required int[] Labels { get; init; }

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
            var encoder = new TargetEncoder(
                matcher, new LossContext(defaultBoxes, coder, c), new BoxRegression(options.BoxLoss, coder), rule == MultiBoxRule.Mxnet ? options.MiningIou : null);
            var targets = encoder.Encode(truths);
            var negatives = loss.NegativesOf(targets);
            var onDevice = targets.To(CPU, negatives);
            var crossEntropy = MultiBoxLoss.CrossEntropy(logits, onDevice);
            var positives = targets.Images.SelectMany((image, i) => image.Match.DefaultBoxes.Select(box => (i * a) + box)).ToArray();
            return new LossRun
            {
                Images = n,
                DefaultBoxes = a,
                Targets = targets,
                Positives = positives,
                Matches = Dense(-1, targets.Images.SelectMany(image => image.Match.GroundTruths)),
                Labels = Dense(0, targets.Images.SelectMany(image => image.Labels)),
                Mined = [.. loss.Mine(crossEntropy, onDevice, negatives.Max()).data<bool>()],
                CrossEntropy = [.. crossEntropy.data<float>()],
                Classification = terms.Classification.item<float>(),
                Localization = terms.Localization.item<float>(),
                GradientOfOffsets = [.. offsets.grad!.data<float>()],
                GradientOfLogits = [.. logits.grad!.data<float>()],
            };

            int[] Dense(int otherwise, IEnumerable<int> values)
            {
                var dense = Enumerable.Repeat(otherwise, n * a).ToArray();
                foreach (var (i, value) in positives.Zip(values)) dense[i] = value;
                return dense;
            }
        }

        private static Box[] ToBoxes(GoldenNode boxes) =>
            [.. boxes.Floats.Chunk(4).Select(x => new Box(x[0], x[1], x[2], x[3]))];
    }
}
