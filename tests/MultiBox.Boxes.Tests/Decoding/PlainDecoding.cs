namespace MultiBox.Boxes.Tests;

/// <summary>What the decoders do, written down plainly: all scores, all candidates, all boxes, sorted and tried one by one.</summary>
internal static class PlainDecoding
{
    public static List<DefaultBoxDetection> PerClass(
        DefaultBoxes defaultBoxes, BoxCoder coder, int classCount, DetectionDecoderOptions options, float[] offsets, float[] logits)
    {
        var entering = new List<DefaultBoxDetection>();
        for (var label = 1; label < classCount; label++)
        {
            var candidates = Enumerable.Range(0, defaultBoxes.Count)
                .Select(i => (Index: i, Score: Scores(logits.AsSpan(i * classCount, classCount), options)[label]))
                .Where(candidate => candidate.Score > options.ScoreThreshold);
            foreach (var (index, score) in Best(candidates, candidate => candidate.Score, options.TopK))
            {
                if (Box(defaultBoxes, coder, options, offsets, index) is { } box) entering.Add(new(index, new Detection(label, score, box)));
            }
        }

        return Suppress(entering, options, (iou, threshold) => iou > threshold);
    }

    public static List<DefaultBoxDetection> BestClass(
        DefaultBoxes defaultBoxes, BoxCoder coder, int classCount, DetectionDecoderOptions options, float[] offsets, float[] logits)
    {
        var candidates = new List<(int Index, int Label, float Score)>();
        for (var i = 0; i < defaultBoxes.Count; i++)
        {
            var scores = Scores(logits.AsSpan(i * classCount, classCount), options);
            var label = 1;
            for (var c = 2; c < classCount; c++)
            {
                if (scores[c] > scores[label]) label = c;
            }

            if (scores[label] >= options.ScoreThreshold) candidates.Add((i, label, scores[label]));
        }

        var entering = Best(candidates, candidate => candidate.Score, options.TopK)
            .Select(candidate => (candidate, Box: Box(defaultBoxes, coder, options, offsets, candidate.Index)))
            .Where(entry => entry.Box is not null)
            .Select(entry => new DefaultBoxDetection(entry.candidate.Index, new Detection(entry.candidate.Label, entry.candidate.Score, entry.Box!.Value)));
        return Suppress([.. entering], options, (iou, threshold) => iou >= threshold);
    }

    // Sorting is stable: of equal scores the first one is better.
    private static IEnumerable<T> Best<T>(IEnumerable<T> candidates, Func<T, float> score, int count)
    {
        var sorted = candidates.OrderByDescending(score);
        return count < 0 ? sorted : sorted.Take(count);
    }

    private static List<DefaultBoxDetection> Suppress(List<DefaultBoxDetection> entering, DetectionDecoderOptions options, Func<float, float, bool> drops)
    {
        var kept = new List<DefaultBoxDetection>();
        foreach (var candidate in entering.OrderByDescending(entry => entry.Detection.Score))
        {
            if (kept.Count == options.MaxDetections) break;
            var rivals = kept.Where(other => options.ForceSuppress || other.Detection.Label == candidate.Detection.Label);
            if (!rivals.Any(other => drops(BoxIou.Compute(other.Detection.Box, candidate.Detection.Box), options.NmsThreshold))) kept.Add(candidate);
        }

        return options.Clip ? kept : [.. kept.Select(entry => entry with { Detection = entry.Detection with { Box = entry.Detection.Box.Clip(1, 1) } })];
    }

    private static float[] Scores(ReadOnlySpan<float> logits, DetectionDecoderOptions options)
    {
        var scores = new float[logits.Length];
        if (options.Activation == ScoreActivation.Sigmoid)
        {
            for (var c = 1; c < logits.Length; c++) scores[c] = 1 / (1 + Exponential.Of(-logits[c]));
            if (scores.Skip(1).Any(float.IsNaN)) Array.Fill(scores, float.NaN);
            return scores;
        }

        var max = float.NegativeInfinity;
        foreach (var logit in logits) max = MathF.Max(max, logit);
        var sum = 0f;
        for (var c = 0; c < logits.Length; c++)
        {
            scores[c] = Exponential.Of(logits[c] - max);
            sum += scores[c];
        }

        for (var c = 0; c < logits.Length; c++) scores[c] /= sum;
        return scores;
    }

    private static Box? Box(DefaultBoxes defaultBoxes, BoxCoder coder, DetectionDecoderOptions options, float[] offsets, int index)
    {
        var o = offsets.AsSpan(4 * index, 4);
        var box = coder.Decode(new Offsets(o[0], o[1], o[2], o[3]), defaultBoxes.Corners[index]);
        if (options.Clip) box = box.Clip(1, 1);
        return float.IsNaN(box.X1) || float.IsNaN(box.Y1) || float.IsNaN(box.X2) || float.IsNaN(box.Y2) ? null : box;
    }
}
