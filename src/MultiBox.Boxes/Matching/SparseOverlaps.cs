using System.Buffers;
using System.Numerics;

namespace MultiBox.Boxes;

/// <summary>
/// The overlaps of default boxes and ground truths as far as they can reach a floor: the same answers as those of an
/// <see cref="OverlapTable"/> from there on, without a look at the chunks of default boxes that are too far away or too unlike. Rented:
/// dispose it, once.
/// </summary>
internal readonly ref struct SparseOverlaps : IDisposable
{
    // No IoU: marks a default box that has been matched.
    private const float Taken = float.PositiveInfinity;

    private readonly DefaultBoxSearch _defaultBoxes;
    private readonly float _floor;
    private readonly float[] _bestIou;
    private readonly int[] _bestGroundTruth;
    private readonly bool[] _seen;

    /// <summary>Makes the pass.</summary>
    /// <param name="defaultBoxes">The default boxes, at least one.</param>
    /// <param name="groundTruths">The ground truths.</param>
    /// <param name="floor">The IoU from which overlaps are wanted.</param>
    /// <param name="bestDefaultBoxes">Receives the best default box of each ground truth.</param>
    public SparseOverlaps(DefaultBoxSearch defaultBoxes, ReadOnlySpan<Box> groundTruths, float floor, Span<BestDefaultBox> bestDefaultBoxes)
    {
        (_defaultBoxes, _floor) = (defaultBoxes, floor);
        _bestIou = ArrayPool<float>.Shared.Rent(defaultBoxes.Boxes.PaddedCount);
        _bestGroundTruth = ArrayPool<int>.Shared.Rent(defaultBoxes.Boxes.PaddedCount);
        _seen = ArrayPool<bool>.Shared.Rent(defaultBoxes.ChunkCount);
        _seen.AsSpan(0, defaultBoxes.ChunkCount).Clear();
        for (var g = 0; g < groundTruths.Length; g++) bestDefaultBoxes[g] = Scan(groundTruths[g], g);
    }

    /// <summary>Finds the best default box of a ground truth among those that are not taken, and notes its overlaps.</summary>
    /// <param name="groundTruth">The ground truth.</param>
    /// <param name="index">Its position.</param>
    public BestDefaultBox Scan(Box groundTruth, int index)
    {
        var row = _defaultBoxes.Boxes.Against(groundTruth);
        Span<float> bounds = _defaultBoxes.ChunkCount <= 1024 ? stackalloc float[_defaultBoxes.ChunkCount] : new float[_defaultBoxes.ChunkCount];
        var likely = _defaultBoxes.Bounds(groundTruth, bounds);
        var best = ScanChunk(row, likely, index);
        for (var i = 0; i < bounds.Length; i++)
        {
            if (i == likely || bounds[i] < Math.Min(best.Iou, _floor)) continue;
            var candidate = ScanChunk(row, i, index);
            if (candidate.IsBetterThan(best)) best = candidate;
        }

        return best;
    }

    /// <summary>Matches a default box, whatever it overlaps.</summary>
    /// <param name="defaultBox">A default box that was the best of a ground truth.</param>
    /// <param name="groundTruth">The ground truth's position.</param>
    public void Take(int defaultBox, int groundTruth) => (_bestIou[defaultBox], _bestGroundTruth[defaultBox]) = (Taken, groundTruth);

    /// <summary>The result: what was taken, and what overlaps enough.</summary>
    /// <param name="threshold">The smallest IoU of a match.</param>
    /// <param name="ignoreFrom">The IoU from which a default box that is not matched is ignored; null for none.</param>
    public SparseMatch Collect(float threshold, float? ignoreFrom)
    {
        var (positives, groundTruths, ignored) = (new List<int>(), new List<int>(), new List<int>());
        for (var chunk = 0; chunk < _defaultBoxes.ChunkCount; chunk++)
        {
            if (!_seen[chunk]) continue;
            var end = Math.Min((chunk + 1) * DefaultBoxSearch.ChunkLength, _defaultBoxes.Boxes.Count);
            for (var i = chunk * DefaultBoxSearch.ChunkLength; i < end; i++)
            {
                if (_bestIou[i] >= threshold)
                {
                    positives.Add(i);
                    groundTruths.Add(_bestGroundTruth[i]);
                }
                else if (_bestIou[i] >= ignoreFrom)
                {
                    ignored.Add(i);
                }
            }
        }

        return new SparseMatch([.. positives], [.. groundTruths], [.. ignored]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_bestIou);
        ArrayPool<int>.Shared.Return(_bestGroundTruth);
        ArrayPool<bool>.Shared.Return(_seen);
    }

    private BestDefaultBox ScanChunk(BoxColumns.Row row, int chunk, int index)
    {
        var start = chunk * DefaultBoxSearch.ChunkLength;
        var end = Math.Min(start + DefaultBoxSearch.ChunkLength, _defaultBoxes.Boxes.PaddedCount);
        if (!_seen[chunk])
        {
            // -1, so that the first ground truth counts as the best of a default box that none touches.
            _seen[chunk] = true;
            _bestIou.AsSpan(start..end).Fill(-1);
        }

        var number = new Vector<int>(index);
        var (highest, position, next) = (new Vector<float>(-1), Vector<int>.Zero, Vector<int>.Indices + new Vector<int>(start));
        for (var i = start; i < end; i += Vector<float>.Count)
        {
            var iou = row.IouAt(i);
            var bestIou = _bestIou.AsSpan(i);
            var bestNumber = _bestGroundTruth.AsSpan(i);
            var before = new Vector<float>(bestIou);
            var better = Vector.GreaterThan(iou, before);
            Vector.ConditionalSelect(better, iou, before).CopyTo(bestIou);
            Vector.ConditionalSelect(better, number, new Vector<int>(bestNumber)).CopyTo(bestNumber);

            var free = Vector.ConditionalSelect(Vector.Equals(before, new Vector<float>(Taken)), new Vector<float>(-1), iou);
            var higher = Vector.GreaterThan(free, highest);
            highest = Vector.ConditionalSelect(higher, free, highest);
            position = Vector.ConditionalSelect(higher, next, position);
            next += new Vector<int>(Vector<float>.Count);
        }

        var best = new BestDefaultBox(start, -1);
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            var candidate = new BestDefaultBox(position[lane], highest[lane]);
            if (candidate.IsBetterThan(best)) best = candidate;
        }

        return best;
    }
}
