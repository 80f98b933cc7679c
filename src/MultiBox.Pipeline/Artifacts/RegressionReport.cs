namespace MultiBox.Pipeline.Artifacts;

/// <summary>A comparison of metrics with a baseline.</summary>
/// <param name="Rows">One for the mean and one for each class.</param>
public sealed record RegressionReport(IReadOnlyList<RegressionRow> Rows)
{
    /// <summary>How far mAP may fall below the baseline: repeated trainings on another machine differ by about this much.</summary>
    public const double MeanTolerance = 0.02;

    /// <summary>How far one class may fall: a single class has fewer objects, and so moves more.</summary>
    public const double ClassTolerance = 0.05;

    /// <summary>Whether nothing fell by more than its tolerance.</summary>
    public bool Passed => Rows.All(row => row.Passed);

    /// <summary>Compares.</summary>
    /// <param name="baseline">The accepted metrics.</param>
    /// <param name="current">The metrics of a run.</param>
    public static RegressionReport Compare(RunMetrics baseline, RunMetrics current)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(current);
        var names = baseline.PerClass.Keys.Union(current.PerClass.Keys);
        return new RegressionReport(
        [
            new RegressionRow("mAP", baseline.MeanAveragePrecision, current.MeanAveragePrecision, MeanTolerance),
            .. names.Select(name => new RegressionRow(
                name, baseline.PerClass.GetValueOrDefault(name), current.PerClass.GetValueOrDefault(name), ClassTolerance)),
        ]);
    }
}

/// <summary>One compared number.</summary>
/// <param name="Name">mAP or a class.</param>
/// <param name="Baseline">The accepted value, null where there is none.</param>
/// <param name="Current">The run's value, null where there is none.</param>
/// <param name="Tolerance">How far it may fall.</param>
public sealed record RegressionRow(string Name, double? Baseline, double? Current, double Tolerance)
{
    // A fall by just the tolerance passes: 0.48 - 0.5 is a little less than -0.02 in binary.
    private const double Rounding = 1e-9;

    /// <summary>Current less baseline; null where one is missing.</summary>
    public double? Change => Current - Baseline;

    /// <summary>False when the value fell by more than the tolerance, or is gone.</summary>
    public bool Passed => Baseline is null || (Current is not null && Change >= -Tolerance - Rounding);
}
