namespace MultiBox.Evaluation;

/// <summary>The evaluation of a set of images.</summary>
/// <param name="Classes">One entry for each class 1..C-1, in this order.</param>
public sealed record VocResult(IReadOnlyList<VocClassResult> Classes)
{
    /// <summary>The number of classes in the mean: those with positives.</summary>
    public int ClassesInMean => Classes.Count(c => c.PositiveCount > 0);

    /// <summary>The mean over the classes with positives, mAP.</summary>
    /// <param name="metric">The metric.</param>
    /// <returns>0..1; null where no class has positives.</returns>
    public double? MeanAp(VocMetric metric) => Classes.Average(c => c.Ap(metric));
}
