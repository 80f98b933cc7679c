namespace MultiBox.Evaluation;

/// <summary>Collects the verdicts on the detections of a class, highest score first.</summary>
/// <param name="count">D, the number of detections.</param>
/// <param name="positives">The number of ground truths that have to be found.</param>
internal sealed class Curve(int count, int positives)
{
    private readonly bool[] _truePositive = new bool[count];
    private readonly bool[] _falsePositive = new bool[count];
    private readonly int[] _truePositives = new int[count];
    private readonly double[] _precision = new double[count];
    private int _trueSoFar;
    private int _falseSoFar;

    /// <summary><c>[D]</c>: the highest IoU of each detection.</summary>
    public double[] MaxIou { get; } = new double[count];

    /// <summary><c>[D]</c>: the ground truth of each detection, or -1.</summary>
    public int[] MatchedGroundTruth { get; } = new int[count];

    /// <summary>The detection is right.</summary>
    /// <param name="detection">Its place in the order of scores.</param>
    public void AddTrue(int detection)
    {
        _truePositive[detection] = true;
        _trueSoFar++;
        AddIgnored(detection);
    }

    /// <summary>The detection is wrong.</summary>
    /// <param name="detection">Its place in the order of scores.</param>
    public void AddFalse(int detection)
    {
        _falsePositive[detection] = true;
        _falseSoFar++;
        AddIgnored(detection);
    }

    /// <summary>The detection does not count; the curve stays where it is.</summary>
    /// <param name="detection">Its place in the order of scores.</param>
    public void AddIgnored(int detection)
    {
        _truePositives[detection] = _trueSoFar;
        _precision[detection] = _trueSoFar == 0 ? 0 : (double)_trueSoFar / (_trueSoFar + _falseSoFar);
    }

    /// <summary>The finished evaluation.</summary>
    /// <param name="label">The class.</param>
    /// <param name="groundTruthCount">The number of its ground truths.</param>
    /// <param name="order"><c>[D]</c>: its detections.</param>
    public VocClassResult ToResult(int label, int groundTruthCount, int[] order)
    {
        double[]? recall = positives == 0 ? null : [.. _truePositives.Select(n => (double)n / positives)];
        return new VocClassResult
        {
            Label = label,
            GroundTruthCount = groundTruthCount,
            PositiveCount = positives,
            DetectionOrder = order,
            TruePositive = _truePositive,
            FalsePositive = _falsePositive,
            MaxIou = MaxIou,
            MatchedGroundTruth = MatchedGroundTruth,
            Precision = _precision,
            Recall = recall,
            ElevenPointAp = recall is null ? null : AveragePrecision.ElevenPoint(_truePositives, _precision, positives),
            AreaAp = recall is null ? null : AveragePrecision.Area(_precision, recall),
        };
    }
}
