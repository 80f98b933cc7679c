using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
    : DetectionDecoder(defaultBoxes, coder, classCount, options, SuppressionRule.Above, classCount, options?.ScoreThreshold ?? 0)
{
    // The first candidates that are sorted: most often they hold all detections that an image keeps.
    private const int FirstSorted = 512;

    private protected override void Find(Predictions predictions, DecoderMemory memory)
    {
        CollectCandidates(predictions, memory);
        // The position of a candidate orders equal scores: by class, then by default box.
        for (var label = 1; label < ClassCount; label++)
        {
            foreach (var key in memory.Candidates[label].Best())
            {
                memory.Order.Add(ScoreOrder.Key(ScoreOrder.Score(key), ((label - 1) * predictions.Count) + ScoreOrder.Index(key)));
            }
        }

        Suppress(predictions, memory);
    }

    // Best first over all classes: once there are as many detections as the image keeps, no further box need be decoded or tried.
    private void Suppress(Predictions predictions, DecoderMemory memory)
    {
        var rest = CollectionsMarshal.AsSpan(memory.Order);
        for (var count = FirstSorted; !rest.IsEmpty; count *= 2)
        {
            count = Math.Min(count, rest.Length);
            ScoreOrder.MoveBestToFront(rest, count);
            rest[..count].Sort();
            foreach (var key in rest[..count])
            {
                if (memory.Found.Count == Options.MaxDetections) return;
                var (before, index) = Math.DivRem(ScoreOrder.Index(key), predictions.Count);
                var label = before + 1;
                if (!predictions.TryBox(index, out var box) || !memory.RivalsOf(label).TryKeep(box)) continue;
                memory.Found.Add(new DefaultBoxDetection(index, new Detection(label, ScoreOrder.Score(key), box)));
            }

            rest = rest[count..];
        }
    }

    private void CollectCandidates(Predictions predictions, DecoderMemory memory)
    {
        var first = 0;
        for (; ScoreBlock.IsQuick && first <= predictions.Count - ScoreBlock.Width; first += ScoreBlock.Width)
        {
            if (predictions.TryBlock(first, LogitThreshold, memory.Block, out var passing)) AddBlock(memory, first, passing);
            else AddOneByOne(predictions, memory, first, first + ScoreBlock.Width);
        }

        AddOneByOne(predictions, memory, first, predictions.Count);
    }

    private void AddBlock(DecoderMemory memory, int first, uint passing)
    {
        if (passing == 0) return;
        ref var block = ref MemoryMarshal.GetArrayDataReference(memory.Block);
        for (var label = 1; label < ClassCount; label++)
        {
            var candidates = memory.Candidates[label];
            var scores = Vector256.LoadUnsafe(ref block, (nuint)(label * ScoreBlock.Width));
            var above = Vector256.GreaterThan(scores, Vector256.Create(candidates.Floor)).ExtractMostSignificantBits() & passing;
            for (; above != 0; above &= above - 1)
            {
                var lane = BitOperations.TrailingZeroCount(above);
                // The floor may have risen since.
                if (scores[lane] > candidates.Floor) candidates.Add(scores[lane], first + lane);
            }
        }
    }

    private void AddOneByOne(Predictions predictions, DecoderMemory memory, int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            if (!predictions.TryScores(i, LogitThreshold, memory.Scores)) continue;
            for (var label = 1; label < ClassCount; label++)
            {
                // Also false for NaN.
                if (memory.Scores[label] > memory.Candidates[label].Floor) memory.Candidates[label].Add(memory.Scores[label], i);
            }
        }
    }
}
