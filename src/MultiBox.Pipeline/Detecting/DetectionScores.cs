namespace MultiBox.Pipeline.Detecting;

/// <summary>How good detections are by one metric. Classes come in the order of their labels.</summary>
public sealed record DetectionScores
{
    /// <summary>The metric's name, as <c>evaluate.metric</c> has it.</summary>
    public required string Metric { get; init; }

    /// <summary>The IoU from which a detection finds an object; null where the metric has several.</summary>
    public double? Iou { get; init; }

    /// <summary>mAP, 0..1; null when no class has objects.</summary>
    public required double? MeanAp { get; init; }

    /// <summary>AP by class name, 0..1; null for a class without objects.</summary>
    public required IReadOnlyDictionary<string, double?> PerClass { get; init; }

    /// <summary>The metric's further numbers by name, in its order, 0..1; empty when it has none.</summary>
    public IReadOnlyList<KeyValuePair<string, double?>> Summary { get; init; } = [];

    /// <summary>The precision-recall curve of each class.</summary>
    public required IReadOnlyList<PrecisionRecallCurve> ClassCurves { get; init; }

    /// <summary>The curves that a picture shows.</summary>
    public required IReadOnlyList<PrecisionRecallCurve> DrawnCurves { get; init; }
}

/// <summary>Precision over recall.</summary>
/// <param name="Name">What it is the curve of: a class, say.</param>
/// <param name="PositiveCount">The number of objects that have to be found.</param>
/// <param name="Recall"><c>[D]</c>, rising, 0..1; null where there is no such object.</param>
/// <param name="Precision"><c>[D]</c>, 0..1.</param>
public sealed record PrecisionRecallCurve(string Name, int PositiveCount, double[]? Recall, double[] Precision);
