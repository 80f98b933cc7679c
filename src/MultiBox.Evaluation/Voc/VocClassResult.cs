namespace MultiBox.Evaluation;

/// <summary>
/// The evaluation of one class. The arrays have one entry for each of its D detections, highest score first, equal scores in the order
/// in which they were added.
/// </summary>
public sealed record VocClassResult
{
    /// <summary>The class, 1..C-1.</summary>
    public required int Label { get; init; }

    /// <summary>The number of ground truths, difficult ones and crowds too.</summary>
    public required int GroundTruthCount { get; init; }

    /// <summary>
    /// The number of ground truths that have to be found: those not difficult, or all with <see cref="VocOptions.UseDifficult"/>; never
    /// crowds.
    /// </summary>
    public required int PositiveCount { get; init; }

    /// <summary>D, the number of detections.</summary>
    public int DetectionCount => DetectionOrder.Length;

    /// <summary><c>[D]</c>: the detections, by the order in which all classes' detections were added.</summary>
    public required int[] DetectionOrder { get; init; }

    /// <summary><c>[D]</c>: whether the detection is the first to find a ground truth that counts.</summary>
    public required bool[] TruePositive { get; init; }

    /// <summary>
    /// <c>[D]</c>: whether the detection finds nothing, or what was found before. Neither true nor false: it found a difficult
    /// one or a crowd.
    /// </summary>
    public required bool[] FalsePositive { get; init; }

    /// <summary><c>[D]</c>: the highest IoU with a ground truth of the class in the image, crowds aside; 0 where there is none.</summary>
    public required double[] MaxIou { get; init; }

    /// <summary>
    /// <c>[D]</c>: the ground truth of that IoU, by the order in which all classes' ground truths were added; where the IoU is below the
    /// threshold, the crowd in which the detection lies, or -1.
    /// </summary>
    public required int[] MatchedGroundTruth { get; init; }

    /// <summary><c>[D]</c>: true positives so far / (true and false positives so far), 0 while there are none.</summary>
    public required double[] Precision { get; init; }

    /// <summary><c>[D]</c>: true positives so far / positives; null where there are no positives.</summary>
    public required double[]? Recall { get; init; }

    /// <summary>The average precision by <see cref="VocMetric.ElevenPoint"/>, 0..1; null where there are no positives.</summary>
    public required double? ElevenPointAp { get; init; }

    /// <summary>The average precision by <see cref="VocMetric.Area"/>, 0..1; null where there are no positives.</summary>
    public required double? AreaAp { get; init; }

    /// <summary>The average precision by a metric, 0..1; null where there are no positives.</summary>
    /// <param name="metric">The metric.</param>
    public double? Ap(VocMetric metric) => metric == VocMetric.ElevenPoint ? ElevenPointAp : AreaAp;
}
