using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Plugins.Loss;

/// <summary>
/// What the default boxes of a batch should predict, encoded on the host from the matches: N images with A default boxes each,
/// flat indices n * A + a.
/// </summary>
internal sealed class BatchTargets
{
    private BatchTargets(int images, int defaultBoxes)
    {
        Labels = new long[images * defaultBoxes];
        BestIou = new float[images * defaultBoxes];
        Matches = new int[images * defaultBoxes];
        PositivesPerImage = new long[images];
    }

    /// <summary>[N * A]: class of each default box, 0 (background) where it matches nothing.</summary>
    public long[] Labels { get; }

    /// <summary>[N * A]: highest IoU with any ground truth of the image.</summary>
    public float[] BestIou { get; }

    /// <summary>[N * A]: matched ground truth within the image, -1 for none.</summary>
    public int[] Matches { get; }

    /// <summary>[N]: matched default boxes of each image.</summary>
    public long[] PositivesPerImage { get; }

    /// <summary>[P]: flat indices of the matched default boxes, ascending.</summary>
    public long[] Positives { get; private set; } = [];

    /// <summary>[P * 4]: encoded offsets of the matched default boxes.</summary>
    public float[] Offsets { get; private set; } = [];

    /// <summary>[P * 4]: the matched default boxes (cx, cy, w, h), in 0..1.</summary>
    public float[] DefaultBoxes { get; private set; } = [];

    /// <summary>[P * 4]: the ground truths that they match (x1, y1, x2, y2), in 0..1.</summary>
    public float[] Boxes { get; private set; } = [];

    /// <summary>The targets of a batch.</summary>
    /// <param name="matcher">Decides which ground truth each default box predicts.</param>
    /// <param name="context">Default boxes and coder of the network.</param>
    /// <param name="predictions">What is to be compared with the targets.</param>
    /// <param name="groundTruths">The batch's ground truths.</param>
    /// <exception cref="ArgumentException">The predictions are for another number of images or of default boxes.</exception>
    public static BatchTargets Of(IMatcher matcher, LossContext context, HeadOutput predictions, IReadOnlyList<GroundTruth> groundTruths)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(groundTruths);
        var shape = predictions.Logits.shape;
        if (shape[0] != groundTruths.Count || shape[1] != context.DefaultBoxes.Count)
        {
            throw new ArgumentException(
                $"Predictions for {shape[0]} images x {shape[1]} default boxes, but there are {groundTruths.Count} ground truths and {context.DefaultBoxes.Count} default boxes.",
                nameof(predictions));
        }

        return Encode(matcher, context.BoxCoder, context.DefaultBoxes, groundTruths);
    }

    public static BatchTargets Encode(IMatcher matcher, BoxCoder coder, DefaultBoxes defaultBoxes, IReadOnlyList<GroundTruth> groundTruths)
    {
        var targets = new BatchTargets(groundTruths.Count, defaultBoxes.Count);
        var positives = new List<long>();
        var offsets = new List<float>();
        var matched = new List<float>();
        var truths = new List<float>();
        for (var n = 0; n < groundTruths.Count; n++)
        {
            var (boxes, labels) = groundTruths[n];
            var match = matcher.Match(defaultBoxes.Corners, [.. boxes]);
            var start = n * defaultBoxes.Count;
            match.GroundTruth.CopyTo(targets.Matches.AsSpan(start));
            match.BestIou.CopyTo(targets.BestIou.AsSpan(start));
            for (var a = 0; a < defaultBoxes.Count; a++)
            {
                var truth = match.GroundTruth[a];
                if (truth < 0) continue;
                var (box, defaultBox) = (boxes[truth], defaultBoxes.Corners[a]);
                var encoded = coder.Encode(box, defaultBox);
                var center = defaultBox.ToCenter();
                offsets.AddRange(encoded.X, encoded.Y, encoded.W, encoded.H);
                matched.AddRange(center.Cx, center.Cy, center.Width, center.Height);
                truths.AddRange(box.X1, box.Y1, box.X2, box.Y2);
                positives.Add(start + a);
                targets.Labels[start + a] = labels[truth];
                targets.PositivesPerImage[n]++;
            }
        }

        targets.Positives = [.. positives];
        targets.Offsets = [.. offsets];
        targets.DefaultBoxes = [.. matched];
        targets.Boxes = [.. truths];
        return targets;
    }
}
