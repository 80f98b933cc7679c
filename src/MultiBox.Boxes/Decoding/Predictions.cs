using System.Numerics;

namespace MultiBox.Boxes;

/// <summary>The raw predictions for one image, read with care for cost: most default boxes show background and are passed by.</summary>
internal readonly ref struct Predictions
{
    private readonly ReadOnlySpan<Box> _defaultBoxes;
    private readonly ReadOnlySpan<float> _offsets;
    private readonly ReadOnlySpan<float> _logits;
    private readonly BoxCoder _coder;
    private readonly int _classCount;

    public Predictions(DefaultBoxes defaultBoxes, BoxCoder coder, int classCount, ReadOnlySpan<float> offsets, ReadOnlySpan<float> logits)
    {
        if (offsets.Length != 4 * defaultBoxes.Count)
        {
            throw new ArgumentException(
                $"{defaultBoxes.Count} default boxes have {4 * defaultBoxes.Count} offsets, but there are {offsets.Length}.",
                nameof(offsets));
        }

        if (logits.Length != classCount * defaultBoxes.Count)
        {
            throw new ArgumentException(
                $"{defaultBoxes.Count} default boxes and {classCount} classes have {classCount * defaultBoxes.Count} logits, " +
                $"but there are {logits.Length}.",
                nameof(logits));
        }

        _defaultBoxes = defaultBoxes.Corners;
        (_coder, _classCount) = (coder, classCount);
        _offsets = offsets;
        _logits = logits;
    }

    /// <summary>The number of default boxes.</summary>
    public int Count => _defaultBoxes.Length;

    /// <summary>The natural logarithm that <see cref="TryScores"/> compares with, a little below that of the score threshold.</summary>
    /// <param name="scoreThreshold">The score threshold.</param>
    public static float LogThreshold(float scoreThreshold) => MathF.Log(scoreThreshold) - 0.001f;

    /// <summary>The class probabilities of a default box, unless no class can reach the score threshold.</summary>
    /// <param name="index">The default box.</param>
    /// <param name="logThreshold">From <see cref="LogThreshold"/>.</param>
    /// <param name="scores">Receives <c>[C]</c>; all NaN when a logit is NaN or infinite upwards.</param>
    /// <returns>Whether <paramref name="scores"/> was filled.</returns>
    public bool TryScores(int index, float logThreshold, Span<float> scores)
    {
        var logits = _logits.Slice(index * _classCount, _classCount);
        var background = logits[0];
        var foreground = Max(logits[1..]);

        // A probability is at most exp(its logit - the background's logit): no exponential is needed for plain background.
        if (foreground - background < logThreshold) return false;
        var max = MathF.Max(foreground, background);
        var sum = 0f;
        for (var c = 0; c < logits.Length; c++)
        {
            var e = MathF.Exp(logits[c] - max);
            scores[c] = e;
            sum += e;
        }

        for (var c = 0; c < scores.Length; c++) scores[c] /= sum;
        return true;
    }

    /// <summary>Decodes a box and clips it to the image.</summary>
    /// <param name="index">The default box.</param>
    /// <param name="box">The box in 0..1 of the image.</param>
    /// <returns>Whether it is a box; not when an offset is NaN.</returns>
    public bool TryBox(int index, out Box box)
    {
        var o = _offsets.Slice(4 * index, 4);
        box = _coder.Decode(new Offsets(o[0], o[1], o[2], o[3]), _defaultBoxes[index]).Clip(1, 1);
        return !float.IsNaN(box.X1 + box.Y1 + box.X2 + box.Y2);
    }

    private static float Max(ReadOnlySpan<float> values)
    {
        var max = float.NegativeInfinity;
        if (values.Length >= Vector<float>.Count)
        {
            var lanes = new Vector<float>(values);
            for (var i = Vector<float>.Count; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                lanes = Vector.Max(lanes, new Vector<float>(values[i..]));
            }

            // The last vector overlaps the one before: a maximum does not mind.
            lanes = Vector.Max(lanes, new Vector<float>(values[^Vector<float>.Count..]));
            for (var lane = 0; lane < Vector<float>.Count; lane++) max = MathF.Max(max, lanes[lane]);
            return max;
        }

        foreach (var value in values) max = MathF.Max(max, value);
        return max;
    }
}
