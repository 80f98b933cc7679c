namespace MultiBox.Evaluation;

/// <summary>What was found of one class's objects in one range of areas, with up to 100 detections of the class in an image.</summary>
public sealed record CocoCurves
{
    /// <summary>The number of objects that have to be found, above 0: those in the range, crowds aside.</summary>
    public required int PositiveCount { get; init; }

    /// <summary>
    /// <c>[10][101]</c>: for each of <see cref="CocoRules.IouThresholds"/> the highest precision at each of
    /// <see cref="CocoRules.RecallPoints"/> and beyond; 0 where that recall is not reached.
    /// </summary>
    public required IReadOnlyList<double[]> Precision { get; init; }

    /// <summary><c>[10]</c>: for each threshold the recall of all detections.</summary>
    public required double[] Recall { get; init; }

    /// <summary>Average precision, 0..1, averaged over the thresholds.</summary>
    public double Ap => Precision.Average(points => points.Average());

    /// <summary>Average recall, 0..1, averaged over the thresholds.</summary>
    public double Ar => Recall.Average();

    /// <summary>Average precision at one threshold, 0..1.</summary>
    /// <param name="threshold">Its position in <see cref="CocoRules.IouThresholds"/>: 0 for 0.50, 5 for 0.75.</param>
    public double ApAt(int threshold) => Precision[threshold].Average();
}
