namespace MultiBox.Boxes;

/// <summary>
/// Decodes as MXNet's <c>MultiBoxDetection</c> operator: each default box stands for its best class other than the background and is a
/// candidate if that score reaches the threshold; the best <see cref="DetectionDecoderOptions.TopK"/> candidates of all classes
/// together; then NMS within each class, or across classes with <see cref="DetectionDecoderOptions.ForceSuppress"/>, where an IoU at or
/// above the threshold drops.
/// </summary>
/// <param name="defaultBoxes">The network's default boxes, A of them.</param>
/// <param name="coder">The coder of the offsets; MXNet's has no <see cref="BoxCoder.MaxLogSize"/>.</param>
/// <param name="classCount">C, the number of classes with the background.</param>
/// <param name="options">
/// The thresholds and limits. The operator itself has no <see cref="DetectionDecoderOptions.MaxDetections"/>: -1.
/// </param>
public sealed class BestClassDecoder(DefaultBoxes defaultBoxes, BoxCoder coder, int classCount, DetectionDecoderOptions options)
    : DetectionDecoder(defaultBoxes, coder, classCount, options, SuppressionRule.AtOrAbove)
{
    /// <summary>The candidates of one image as the operator lists them, dropped ones too.</summary>
    /// <param name="offsets"><c>[A, 4]</c>, row-major: the offsets x, y, w, h of each default box.</param>
    /// <param name="logits"><c>[A, C]</c>, row-major: the class logits of each default box, background first.</param>
    /// <returns>At most <see cref="DetectionDecoderOptions.TopK"/> candidates, highest score first; boxes in 0..1, clipped.</returns>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    public IReadOnlyList<RankedCandidate> Rank(ReadOnlySpan<float> offsets, ReadOnlySpan<float> logits)
    {
        var predictions = Read(offsets, logits);
        var memory = Borrow();
        var ranked = new List<RankedCandidate>();
        foreach (var key in BestCandidates(predictions, memory))
        {
            if (!TryDetection(predictions, memory, key, out var found)) continue;
            var kept = memory.RivalsOf(found.Detection.Label).TryKeep(found.Detection.Box);
            ranked.Add(new RankedCandidate(found.DefaultBox, InImage(found.Detection), !kept));
        }

        GiveBack(memory);
        return ranked;
    }

    private protected override void Find(Predictions predictions, DecoderMemory memory)
    {
        foreach (var key in BestCandidates(predictions, memory))
        {
            if (memory.Found.Count == Options.MaxDetections) return;
            if (!TryDetection(predictions, memory, key, out var found)) continue;
            if (memory.RivalsOf(found.Detection.Label).TryKeep(found.Detection.Box)) memory.Found.Add(found);
        }
    }

    // Candidates are kept in Unsorted without their boxes, which are decoded only for those that enter NMS.
    private ReadOnlySpan<ulong> BestCandidates(Predictions predictions, DecoderMemory memory)
    {
        for (var i = 0; i < predictions.Count; i++)
        {
            if (!predictions.TryScores(i, LogitThreshold, memory.Scores)) continue;
            var label = 1;
            for (var c = 2; c < ClassCount; c++)
            {
                if (memory.Scores[c] > memory.Scores[label]) label = c;
            }

            // False for NaN, which fills all scores or none.
            if (!(memory.Scores[label] >= Options.ScoreThreshold)) continue;
            memory.Order.Add(ScoreOrder.Key(memory.Scores[label], memory.Unsorted.Count));
            memory.Unsorted.Add(new DefaultBoxDetection(i, new Detection(label, memory.Scores[label], default)));
        }

        return ScoreOrder.Best(memory.Order, Options.TopK);
    }

    private static bool TryDetection(Predictions predictions, DecoderMemory memory, ulong key, out DefaultBoxDetection found)
    {
        found = memory.Unsorted[ScoreOrder.Index(key)];
        var valid = predictions.TryBox(found.DefaultBox, out var box);
        found = found with { Detection = found.Detection with { Box = box } };
        return valid;
    }
}
