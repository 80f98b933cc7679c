using MultiBox.Boxes;

namespace MultiBox.Evaluation;

/// <summary>What the detections of one class turned out to be in each range of areas and at each threshold, summed up in curves.</summary>
/// <param name="capacity">The most detections that will come.</param>
internal sealed class CocoVerdicts(int capacity)
{
    private readonly float[] _scores = new float[capacity];
    private readonly byte[] _ranks = new byte[capacity];

    // For each range of areas, for each detection: a bit for each threshold. Neither right nor wrong: it does not count.
    private readonly ushort[][] _right = NewTable(capacity);
    private readonly ushort[][] _wrong = NewTable(capacity);
    private readonly int[] _positives = new int[CocoRules.AreaCount];
    private int _firstOfImage;
    private int _count;

    /// <summary>Begins an image; its verdicts follow.</summary>
    /// <param name="detections">Its detections.</param>
    /// <param name="order">Those that count, highest score first.</param>
    public void BeginImage(ReadOnlySpan<Detection> detections, ReadOnlySpan<int> order)
    {
        _firstOfImage = _count;
        for (var rank = 0; rank < order.Length; rank++, _count++) (_scores[_count], _ranks[_count]) = (detections[order[rank]].Score, (byte)rank);
    }

    /// <summary>Counts an object that has to be found.</summary>
    /// <param name="area">The range of areas.</param>
    public void AddPositive(CocoArea area) => _positives[(int)area]++;

    /// <summary>The verdict on a detection of the image.</summary>
    /// <param name="area">The range of areas.</param>
    /// <param name="rank">Its place in the image's order.</param>
    /// <param name="right">The thresholds, as bits, at which it found an object that counts.</param>
    /// <param name="wrong">The thresholds at which it found nothing.</param>
    public void Add(CocoArea area, int rank, ushort right, ushort wrong)
    {
        _right[(int)area][_firstOfImage + rank] = right;
        _wrong[(int)area][_firstOfImage + rank] = wrong;
    }

    /// <summary>The finished evaluation.</summary>
    /// <param name="label">The class.</param>
    /// <param name="groundTruths">The number of its ground truths.</param>
    /// <param name="detections">The number of its detections.</param>
    public CocoClassResult ToResult(int label, int groundTruths, int detections)
    {
        var order = ScoreOrder.Descending(_scores.AsSpan(0, _count));
        return new CocoClassResult
        {
            Label = label,
            GroundTruthCount = groundTruths,
            DetectionCount = detections,
            Areas = [.. Enum.GetValues<CocoArea>().Select(area => Curves(area, order))],
            Ar1 = AverageRecall(1),
            Ar10 = AverageRecall(10),
        };
    }

    private CocoCurves? Curves(CocoArea area, int[] order)
    {
        var positives = _positives[(int)area];
        if (positives == 0) return null;
        var precision = new double[CocoRules.IouThresholds.Length][];
        var recall = new double[precision.Length];
        for (var t = 0; t < precision.Length; t++)
        {
            var found = PrecisionWhereFound(area, order, t, positives);
            precision[t] = AtRecallPoints(found, positives);
            recall[t] = (double)found.Length / positives;
        }

        return new CocoCurves { PositiveCount = positives, Precision = precision, Recall = recall };
    }

    // The precision just after each right detection. Between two of them it only falls, so that its maxima are all here.
    private ReadOnlySpan<double> PrecisionWhereFound(CocoArea area, int[] order, int threshold, int positives)
    {
        var (right, wrong) = (_right[(int)area], _wrong[(int)area]);
        var precision = new double[Math.Min(positives, order.Length)];
        var (found, mistakes) = (0, 0);
        foreach (var d in order)
        {
            mistakes += (wrong[d] >> threshold) & 1;
            if (((right[d] >> threshold) & 1) == 0) continue;
            found++;
            precision[found - 1] = (double)found / (found + mistakes);
        }

        return precision.AsSpan(0, found);
    }

    private static double[] AtRecallPoints(ReadOnlySpan<double> precision, int positives)
    {
        var points = new double[CocoRules.RecallPoints.Length];
        var highest = 0.0;
        var found = precision.Length;
        for (var i = points.Length - 1; i >= 0; i--)
        {
            for (; found > 0 && (double)found / positives >= CocoRules.RecallPoints[i]; found--) highest = Math.Max(highest, precision[found - 1]);
            points[i] = highest;
        }

        return points;
    }

    private double? AverageRecall(int best)
    {
        var positives = _positives[(int)CocoArea.All];
        if (positives == 0) return null;
        var found = 0;
        for (var d = 0; d < _count; d++)
        {
            if (_ranks[d] < best) found += System.Numerics.BitOperations.PopCount(_right[(int)CocoArea.All][d]);
        }

        return (double)found / positives / CocoRules.IouThresholds.Length;
    }

    private static ushort[][] NewTable(int capacity) => [.. Enumerable.Range(0, CocoRules.AreaCount).Select(_ => new ushort[capacity])];
}
