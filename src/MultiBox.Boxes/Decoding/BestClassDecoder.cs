using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
    : DetectionDecoder(defaultBoxes, coder, classCount, options, SuppressionRule.AtOrAbove, 1, MathF.BitDecrement(options?.ScoreThreshold ?? 0))
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
            if (!TryDetection(predictions, key, out var found)) continue;
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
            if (!TryDetection(predictions, key, out var found)) continue;
            if (memory.RivalsOf(found.Detection.Label).TryKeep(found.Detection.Box)) memory.Found.Add(found);
        }
    }

    // The class of a candidate is part of its position. Boxes are decoded only for those that enter NMS.
    private ReadOnlySpan<ulong> BestCandidates(Predictions predictions, DecoderMemory memory)
    {
        var first = 0;
        for (; ScoreBlock.IsQuick && first <= predictions.Count - ScoreBlock.Width; first += ScoreBlock.Width)
        {
            if (predictions.TryBlock(first, LogitThreshold, memory.Block, out var passing)) AddBlock(memory, first, passing);
            else AddOneByOne(predictions, memory, first, first + ScoreBlock.Width);
        }

        AddOneByOne(predictions, memory, first, predictions.Count);
        return memory.Candidates[0].Sorted();
    }

    private void AddBlock(DecoderMemory memory, int first, uint passing)
    {
        if (passing == 0) return;
        ref var block = ref MemoryMarshal.GetArrayDataReference(memory.Block);
        var labels = Vector256<int>.One;
        var scores = Vector256.LoadUnsafe(ref block, ScoreBlock.Width);
        for (var c = 2; c < ClassCount; c++)
        {
            var other = Vector256.LoadUnsafe(ref block, (nuint)(c * ScoreBlock.Width));
            var better = Vector256.GreaterThan(other, scores);
            scores = Vector256.ConditionalSelect(better, other, scores);
            labels = Vector256.ConditionalSelect(better.AsInt32(), Vector256.Create(c), labels);
        }

        var above = Vector256.GreaterThan(scores, Vector256.Create(memory.Candidates[0].Floor)).ExtractMostSignificantBits() & passing;
        for (; above != 0; above &= above - 1)
        {
            var lane = BitOperations.TrailingZeroCount(above);
            Add(memory, first + lane, labels[lane], scores[lane]);
        }
    }

    private void AddOneByOne(Predictions predictions, DecoderMemory memory, int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            if (!predictions.TryScores(i, LogitThreshold, memory.Scores)) continue;
            var label = 1;
            for (var c = 2; c < ClassCount; c++)
            {
                if (memory.Scores[c] > memory.Scores[label]) label = c;
            }

            Add(memory, i, label, memory.Scores[label]);
        }
    }

    private void Add(DecoderMemory memory, int index, int label, float score)
    {
        // Also false for NaN, which fills all scores or none.
        if (score > memory.Candidates[0].Floor) memory.Candidates[0].Add(score, (index * ClassCount) + label);
    }

    private bool TryDetection(Predictions predictions, ulong key, out DefaultBoxDetection found)
    {
        var (index, label) = Math.DivRem(ScoreOrder.Index(key), ClassCount);
        var valid = predictions.TryBox(index, out var box);
        found = new DefaultBoxDetection(index, new Detection(label, ScoreOrder.Score(key), box));
        return valid;
    }
}
