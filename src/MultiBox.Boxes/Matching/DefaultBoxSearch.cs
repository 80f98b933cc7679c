using System.Numerics;

namespace MultiBox.Boxes;

/// <summary>
/// Finds the best default box of many boxes, one after the other: the same answers as a scan with <see cref="BoxIou"/>, which this
/// one shortens. Default boxes that lie one after the other are neighbours of like size, so that a bound over a chunk of them tells
/// for most that none can win. Serves several threads.
/// </summary>
public sealed class DefaultBoxSearch
{
    /// <summary>Default boxes in a chunk: a multiple of every vector's length, a few cells of a map.</summary>
    internal const int ChunkLength = 64;

    private readonly BoxColumns _boxes;
    private readonly DefaultBoxChunk[] _chunks;

    /// <summary>Prepares the search.</summary>
    /// <param name="defaultBoxes">The default boxes, finite, in any frame.</param>
    public DefaultBoxSearch(ReadOnlySpan<Box> defaultBoxes)
    {
        _boxes = new BoxColumns(defaultBoxes, lasting: true);
        _chunks = new DefaultBoxChunk[(defaultBoxes.Length + ChunkLength - 1) / ChunkLength];
        for (var i = 0; i < _chunks.Length; i++)
        {
            var start = i * ChunkLength;
            _chunks[i] = DefaultBoxChunk.Around(defaultBoxes[start..Math.Min(start + ChunkLength, defaultBoxes.Length)]);
        }
    }

    /// <summary>The default boxes in columns.</summary>
    internal BoxColumns Boxes => _boxes;

    /// <summary>The number of chunks.</summary>
    internal int ChunkCount => _chunks.Length;

    /// <summary>The default box of the highest IoU with a box.</summary>
    /// <param name="box">The box, finite, in the frame of the default boxes.</param>
    public BestDefaultBox Find(Box box)
    {
        if (_chunks.Length == 0) return new BestDefaultBox(-1, 0);
        var row = _boxes.Against(box);
        Span<float> bounds = _chunks.Length <= 1024 ? stackalloc float[_chunks.Length] : new float[_chunks.Length];
        var likely = Bounds(box, bounds);

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

    /// <summary>What the IoU of a box with any default box of each chunk is at most.</summary>
    /// <param name="box">The box.</param>
    /// <param name="bounds">Receives the bound of each chunk.</param>
    /// <returns>The chunk of the highest bound, the first on a tie.</returns>
    internal int Bounds(Box box, Span<float> bounds)
    {
        var likely = 0;
        for (var i = 0; i < bounds.Length; i++)
        {
            bounds[i] = _chunks[i].Bound(box);
            if (bounds[i] > bounds[likely]) likely = i;
        }

        return likely;
    }

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
}
