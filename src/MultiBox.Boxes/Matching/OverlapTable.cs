using System.Buffers;
using System.Numerics;

namespace MultiBox.Boxes;

/// <summary>
/// What matchers ask of the IoU of default boxes and ground truths, without keeping the matrix: the best ground truth of each
/// default box, from one pass, and the best default box of a ground truth. Rented: dispose it, once.
/// </summary>
internal readonly ref struct OverlapTable : IDisposable
{
    private readonly BoxColumns _defaultBoxes;
    private readonly float[] _bestIou;
    private readonly int[] _bestGroundTruth;

    /// <summary>Makes the pass.</summary>
    /// <param name="defaultBoxes">The default boxes.</param>
    /// <param name="groundTruths">The ground truths.</param>
    /// <param name="bestDefaultBoxes">Receives the best default box of each ground truth.</param>
    public OverlapTable(ReadOnlySpan<Box> defaultBoxes, ReadOnlySpan<Box> groundTruths, Span<BestDefaultBox> bestDefaultBoxes)
    {
        _defaultBoxes = new BoxColumns(defaultBoxes);
        _bestIou = ArrayPool<float>.Shared.Rent(_defaultBoxes.PaddedCount);
        _bestGroundTruth = ArrayPool<int>.Shared.Rent(_defaultBoxes.PaddedCount);

        // -1, so that the first ground truth counts as the best of a default box that none touches.
        _bestIou.AsSpan(0, _defaultBoxes.PaddedCount).Fill(-1);
        for (var g = 0; g < groundTruths.Length; g++) bestDefaultBoxes[g] = Scan(groundTruths[g], g);
    }

    /// <summary>The highest IoU of each default box with a ground truth; -1 without ground truths.</summary>
    public ReadOnlySpan<float> BestIou => _bestIou.AsSpan(0, _defaultBoxes.Count);

    /// <summary>The ground truth of the highest IoU of each default box, the first on a tie; undefined without ground truths.</summary>
    public ReadOnlySpan<int> BestGroundTruth => _bestGroundTruth.AsSpan(0, _defaultBoxes.Count);

    /// <summary>Takes a default box out of later answers of <see cref="Best"/>.</summary>
    /// <param name="defaultBox">Its position.</param>
    public void Remove(int defaultBox) => _defaultBoxes.Empty(defaultBox);

    /// <summary>The best default box for a ground truth, of those not removed while its IoU is above 0.</summary>
    /// <param name="groundTruth">The ground truth.</param>
    public BestDefaultBox Best(Box groundTruth)
    {
        var row = _defaultBoxes.Against(groundTruth);
        var best = LaneBest.Start;
        for (var i = 0; i < _defaultBoxes.PaddedCount; i += Vector<float>.Count) best = best.With(row.IouAt(i));
        return best.Found;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _defaultBoxes.Dispose();
        ArrayPool<float>.Shared.Return(_bestIou);
        ArrayPool<int>.Shared.Return(_bestGroundTruth);
    }

    private BestDefaultBox Scan(Box groundTruth, int index)
    {
        var row = _defaultBoxes.Against(groundTruth);
        var best = LaneBest.Start;
        var number = new Vector<int>(index);
        for (var i = 0; i < _defaultBoxes.PaddedCount; i += Vector<float>.Count)
        {
            var iou = row.IouAt(i);
            best = best.With(iou);

            var bestIou = _bestIou.AsSpan(i);
            var bestNumber = _bestGroundTruth.AsSpan(i);
            var before = new Vector<float>(bestIou);
            var better = Vector.GreaterThan(iou, before);
            Vector.ConditionalSelect(better, iou, before).CopyTo(bestIou);
            Vector.ConditionalSelect(better, number, new Vector<int>(bestNumber)).CopyTo(bestNumber);
        }

        return best.Found;
    }

    // The maximum of each vector lane and where it was seen first.
    private readonly struct LaneBest(Vector<float> iou, Vector<int> position, Vector<int> next)
    {
        public static LaneBest Start => new(new(-1), Vector<int>.Zero, Vector<int>.Indices);

        public BestDefaultBox Found
        {
            get
            {
                var found = new BestDefaultBox(0, -1);
                for (var lane = 0; lane < Vector<float>.Count; lane++)
                {
                    var candidate = new BestDefaultBox(position[lane], iou[lane]);
                    if (candidate.IsBetterThan(found)) found = candidate;
                }

                return found;
            }
        }

        public LaneBest With(Vector<float> values)
        {
            var better = Vector.GreaterThan(values, iou);
            return new(
                Vector.ConditionalSelect(better, values, iou),
                Vector.ConditionalSelect(better, next, position),
                next + new Vector<int>(Vector<float>.Count));
        }
    }
}
