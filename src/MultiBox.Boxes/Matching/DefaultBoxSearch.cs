using System.Numerics;

namespace MultiBox.Boxes;

/// <summary>
/// Finds the best default box of many boxes, one after the other: the same answers as a scan with <see cref="BoxIou"/>, which this
/// one shortens. Default boxes that lie one after the other are neighbours of like size, so that a bound over a chunk of them tells
/// for most that none can win. Serves several threads.
/// </summary>
public sealed class DefaultBoxSearch : IDisposable
{
    // A multiple of every vector's length, a few cells of a map.
    private const int ChunkLength = 64;

    // The bound is exact in real numbers; this is far more than what rounding adds to an IoU.
    private const float Rounding = 1 + 1e-4f;

    private readonly BoxColumns _boxes;
    private readonly Chunk[] _chunks;

    /// <summary>Prepares the search.</summary>
    /// <param name="defaultBoxes">The default boxes, finite, in any frame.</param>
    public DefaultBoxSearch(ReadOnlySpan<Box> defaultBoxes)
    {
        _boxes = new BoxColumns(defaultBoxes);
        _chunks = new Chunk[(defaultBoxes.Length + ChunkLength - 1) / ChunkLength];
        for (var i = 0; i < _chunks.Length; i++)
        {
            var start = i * ChunkLength;
            _chunks[i] = Chunk.Around(defaultBoxes[start..Math.Min(start + ChunkLength, defaultBoxes.Length)]);
        }
    }

    /// <summary>The default box of the highest IoU with a box.</summary>
    /// <param name="box">The box, finite, in the frame of the default boxes.</param>
    public BestDefaultBox Find(Box box)
    {
        if (_chunks.Length == 0) return new BestDefaultBox(-1, 0);
        var row = _boxes.Against(box);
        Span<float> bounds = _chunks.Length <= 1024 ? stackalloc float[_chunks.Length] : new float[_chunks.Length];
        var likely = 0;
        for (var i = 0; i < bounds.Length; i++)
        {
            bounds[i] = _chunks[i].Bound(box);
            if (bounds[i] > bounds[likely]) likely = i;
        }

        // A high IoU at once rules out most of what follows.
        var best = Scan(row, likely);
        for (var i = 0; i < bounds.Length; i++)
        {
            if (i == likely || bounds[i] < best.Iou) continue;
            var candidate = Scan(row, i);
            if (candidate.IsBetterThan(best)) best = candidate;
        }

        return best;
    }

    /// <inheritdoc/>
    public void Dispose() => _boxes.Dispose();

    private BestDefaultBox Scan(BoxColumns.Row row, int chunk)
    {
        var start = chunk * ChunkLength;
        var end = Math.Min(start + ChunkLength, _boxes.PaddedCount);
        var highest = new Vector<float>(-1);
        for (var i = start; i < end; i += Vector<float>.Count) highest = Vector.Max(highest, row.IouAt(i));
        var iou = highest[0];
        for (var lane = 1; lane < Vector<float>.Count; lane++) iou = MathF.Max(iou, highest[lane]);

        for (var i = start; i < end; i += Vector<float>.Count)
        {
            var values = row.IouAt(i);
            if (!Vector.EqualsAny(values, new Vector<float>(iou))) continue;
            for (var lane = 0; lane < Vector<float>.Count; lane++)
            {
                if (values[lane] == iou) return new BestDefaultBox(i + lane, iou);
            }
        }

        throw new InvalidOperationException("A box that is not finite has no best default box.");
    }

    // What is common to the boxes of a chunk.
    private readonly record struct Chunk(Box Hull, float SmallestArea, float LargestArea)
    {
        public static Chunk Around(ReadOnlySpan<Box> boxes)
        {
            var chunk = new Chunk(boxes[0], boxes[0].Area, boxes[0].Area);
            foreach (var box in boxes)
            {
                var hull = chunk.Hull;
                chunk = new Chunk(
                    new Box(Math.Min(hull.X1, box.X1), Math.Min(hull.Y1, box.Y1), Math.Max(hull.X2, box.X2), Math.Max(hull.Y2, box.Y2)),
                    Math.Min(chunk.SmallestArea, box.Area), Math.Max(chunk.LargestArea, box.Area));
            }

            return chunk;
        }

        // No box of the chunk has a larger intersection than the hull, or than its own area; no union is below the larger of the two areas.
        public float Bound(Box box)
        {
            var width = MathF.Max(MathF.Min(Hull.X2, box.X2) - MathF.Max(Hull.X1, box.X1), 0);
            var height = MathF.Max(MathF.Min(Hull.Y2, box.Y2) - MathF.Max(Hull.Y1, box.Y1), 0);
            var intersection = MathF.Min(width * height, LargestArea);
            var union = MathF.Max(box.Area, SmallestArea);
            return union > 0 ? intersection / union * Rounding : 0;
        }
    }
}
