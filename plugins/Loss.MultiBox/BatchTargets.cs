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

    public static BatchTargets Encode(IMatcher matcher, BoxCoder coder, DefaultBoxes defaultBoxes, IReadOnlyList<GroundTruth> groundTruths)
    {
        var targets = new BatchTargets(groundTruths.Count, defaultBoxes.Count);
        var positives = new List<long>();
        var offsets = new List<float>();
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
                var encoded = coder.Encode(boxes[truth], defaultBoxes.Corners[a]);
                offsets.AddRange(encoded.X, encoded.Y, encoded.W, encoded.H);
                positives.Add(start + a);
                targets.Labels[start + a] = labels[truth];
                targets.PositivesPerImage[n]++;
            }
        }

        targets.Positives = [.. positives];
        targets.Offsets = [.. offsets];
        return targets;
    }
}
