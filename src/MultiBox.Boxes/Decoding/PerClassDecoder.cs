namespace MultiBox.Boxes;

/// <summary>
/// Decodes as torchvision's <c>SSD.postprocess_detections</c>: every class of every default box whose score is above the threshold is
/// a candidate, so that one default box may be found with several labels; the best <see cref="DetectionDecoderOptions.TopK"/> of each
/// class; NMS within each class, where an IoU above the threshold drops; the best detections of all classes. With
/// <see cref="DetectionDecoderOptions.ForceSuppress"/> the candidates of all classes go through one NMS instead.
/// </summary>
/// <param name="defaultBoxes">The network's default boxes, A of them.</param>
/// <param name="coder">The coder of the offsets; torchvision's has <see cref="BoxCoder.MaxLogSize"/> ln(1000 / 16).</param>
/// <param name="classCount">C, the number of classes with the background.</param>
/// <param name="options">The thresholds and limits.</param>
public sealed class PerClassDecoder(DefaultBoxes defaultBoxes, BoxCoder coder, int classCount, DetectionDecoderOptions options)
    : DetectionDecoder(defaultBoxes, coder, classCount, options, SuppressionRule.Above)
{
    private protected override void Find(Predictions predictions, DecoderMemory memory)
    {
        CollectCandidates(predictions, memory);
        for (var label = 1; label < ClassCount; label++)
        {
            var scores = memory.Candidates[label];
            foreach (var key in ScoreOrder.Best(scores, Options.TopK))
            {
                var index = ScoreOrder.Index(key);
                if (!predictions.TryBox(index, out var box)) continue;
                if (!Options.ForceSuppress && !memory.RivalsOf(label).TryKeep(box)) continue;
                memory.Order.Add(ScoreOrder.Key(ScoreOrder.Score(key), memory.Unsorted.Count));
                memory.Unsorted.Add(new DefaultBoxDetection(index, new Detection(label, ScoreOrder.Score(key), box)));
            }
        }

        memory.Order.Sort();
        foreach (var key in memory.Order)
        {
            if (memory.Found.Count == Options.MaxDetections) return;
            var detection = memory.Unsorted[ScoreOrder.Index(key)];
            if (Options.ForceSuppress && !memory.RivalsOf(detection.Detection.Label).TryKeep(detection.Detection.Box)) continue;
            memory.Found.Add(detection);
        }
    }

    private void CollectCandidates(Predictions predictions, DecoderMemory memory)
    {
        for (var i = 0; i < predictions.Count; i++)
        {
            if (!predictions.TryScores(i, LogitThreshold, memory.Scores)) continue;
            for (var label = 1; label < ClassCount; label++)
            {
                // Also false for NaN.
                if (memory.Scores[label] > Options.ScoreThreshold) memory.Candidates[label].Add(ScoreOrder.Key(memory.Scores[label], i));
            }
        }
    }
}
