namespace MultiBox.Boxes;

/// <summary>The raw predictions for one image, read with care for cost: most default boxes show background and are passed by.</summary>
internal readonly ref struct Predictions
{
    private readonly ReadOnlySpan<Box> _defaultBoxes;
    private readonly ReadOnlySpan<float> _offsets;
    private readonly ReadOnlySpan<float> _logits;
    private readonly BoxCoder _coder;
    private readonly int _classCount;
    private readonly bool _sigmoid;
    private readonly bool _clip;

    public Predictions(
        DefaultBoxes defaultBoxes, BoxCoder coder, int classCount, DetectionDecoderOptions options, ReadOnlySpan<float> offsets, ReadOnlySpan<float> logits)
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
        (_sigmoid, _clip) = (options.Activation == ScoreActivation.Sigmoid, options.Clip);
        _offsets = offsets;
        _logits = logits;
    }

    /// <summary>The number of default boxes.</summary>
    public int Count => _defaultBoxes.Length;

    /// <summary>What <see cref="TryScores"/> compares logits with, a little below what the score threshold asks for.</summary>
    /// <param name="options">The score threshold and the activation.</param>
    public static float LogitThreshold(DetectionDecoderOptions options)
    {
        if (options.Activation == ScoreActivation.Softmax) return MathF.Log(options.ScoreThreshold) - 0.001f;
        // Rounded to a float, the sigmoid of a finite logit may well be 1.
        var threshold = Math.Max(options.ScoreThreshold - 1e-6, 0);
        return (float)Math.Log(threshold / (1 - threshold));
    }

    /// <summary>The class scores of a default box, unless no class can reach the score threshold.</summary>
    /// <param name="index">The default box.</param>
    /// <param name="logitThreshold">From <see cref="LogitThreshold"/>.</param>
    /// <param name="scores">
    /// Receives <c>[C]</c>; all NaN when a logit is NaN or, with the softmax, infinite upwards. The sigmoid neither reads nor writes
    /// the background.
    /// </param>
    /// <returns>Whether <paramref name="scores"/> was filled.</returns>
    public bool TryScores(int index, float logitThreshold, Span<float> scores)
    {
        var logits = _logits.Slice(index * _classCount, _classCount);
        return _sigmoid ? TrySigmoid(logits[1..], logitThreshold, scores[1..]) : TrySoftmax(logits, logitThreshold, scores);
    }

    /// <summary>The class scores of a block of default boxes: see <see cref="ScoreBlock.TryRead"/>.</summary>
    /// <param name="first">The first default box.</param>
    /// <param name="logitThreshold">From <see cref="LogitThreshold"/>.</param>
    /// <param name="scores">Receives <c>[C, 8]</c>.</param>
    /// <param name="passing">Receives which of the boxes can reach the score threshold, a bit each.</param>
    /// <returns>Whether the block could be read; else its boxes have to be read one by one.</returns>
    public bool TryBlock(int first, float logitThreshold, Span<float> scores, out uint passing) => ScoreBlock.TryRead(
        _logits.Slice(first * _classCount, ScoreBlock.Width * _classCount), _classCount, _sigmoid, logitThreshold, scores, out passing);

    /// <summary>Decodes a box.</summary>
    /// <param name="index">The default box.</param>
    /// <param name="box">The box in the frame 0..1 of the image, clipped to it if the options say so.</param>
    /// <returns>Whether it is a box; not when an offset is NaN.</returns>
    public bool TryBox(int index, out Box box)
    {
        var o = _offsets.Slice(4 * index, 4);
        box = _coder.Decode(new Offsets(o[0], o[1], o[2], o[3]), _defaultBoxes[index]);
        if (_clip) box = box.Clip(1, 1);
        return !(float.IsNaN(box.X1) || float.IsNaN(box.Y1) || float.IsNaN(box.X2) || float.IsNaN(box.Y2));
    }

    private static bool TrySoftmax(ReadOnlySpan<float> logits, float logitThreshold, Span<float> scores)
    {
        var background = logits[0];
        var foreground = Max(logits[1..]);

        // A probability is at most exp(its logit - the background's logit): no exponential is needed for plain background.
        if (foreground - background < logitThreshold) return false;
        var max = MathF.Max(foreground, background);
        var sum = 0f;
        for (var c = 0; c < logits.Length; c++)
        {
            var e = Exponential.Of(logits[c] - max);
            scores[c] = e;
            sum += e;
        }

        for (var c = 0; c < scores.Length; c++) scores[c] /= sum;
        return true;
    }

    private static bool TrySigmoid(ReadOnlySpan<float> logits, float logitThreshold, Span<float> scores)
    {
        // The sigmoid is monotonic: no exponential is needed where no logit reaches that of the threshold.
        if (Max(logits) < logitThreshold) return false;
        var sum = 0f;
        for (var c = 0; c < logits.Length; c++)
        {
            scores[c] = 1 / (1 + Exponential.Of(-logits[c]));
            sum += scores[c];
        }

        if (float.IsNaN(sum)) scores.Fill(float.NaN);
        return true;
    }

    private static float Max(ReadOnlySpan<float> values)
    {
        var max = float.NegativeInfinity;
        foreach (var value in values) max = MathF.Max(max, value);
        return max;
    }
}
