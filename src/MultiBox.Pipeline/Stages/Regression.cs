using MultiBox.Abstractions;
using MultiBox.Pipeline.Artifacts;

namespace MultiBox.Pipeline.Stages;

/// <summary>Compares a run's metrics with the experiment's accepted baseline.</summary>
internal static class Regression
{
    public static void Run(WorkContext work)
    {
        var baselinePath = Path.Combine(work.Options.RepositoryRoot, "experiments", "baselines", $"{work.Name}.json");
        var current = RunMetrics.Read(work.Run.Metrics);
        if (work.Options.Accept)
        {
            current.Write(baselinePath);
            work.Log.Line($"Regression: baseline recorded in {baselinePath}.");
            return;
        }

        if (!File.Exists(baselinePath))
        {
            throw new MultiBoxException($"There is no baseline {baselinePath}. Record this run as the baseline with --accept.");
        }

        var baseline = RunMetrics.Read(baselinePath);
        if (baseline.Metric != current.Metric || baseline.Iou != current.Iou)
        {
            throw new MultiBoxException(
                $"The baseline {baselinePath} holds {baseline.Rule}, but this run {current.Rule}. Evaluate alike, or record a new baseline with --accept.");
        }

        if (baseline.Images != current.Images)
        {
            throw new MultiBoxException(
                $"The baseline {baselinePath} was measured on {baseline.Images} images, this run on {current.Images}. Evaluate the same split, or record a new baseline with --accept.");
        }

        var report = RegressionReport.Compare(baseline, current);
        work.Log.Table(
            $"Regression of {work.Name}",
            ["", ">baseline", ">now", ">change", ">tolerance", ""],
            report.Rows.Select(row => (IReadOnlyList<string>)
            [
                row.Name, Text(row.Baseline, "f4"), Text(row.Current, "f4"), Text(row.Change, "+0.0000;-0.0000;0.0000"), $"{-row.Tolerance:0.00}", row.Passed ? "ok" : "DROPPED",
            ]));
        if (!report.Passed)
        {
            var dropped = report.Rows.Where(row => !row.Passed).Select(row => $"{row.Name} {Text(row.Baseline, "f4")} -> {Text(row.Current, "f4")}");
            throw new MultiBoxException($"Regression of {work.Name}: {string.Join(", ", dropped)}. If that is meant, record a new baseline with --accept.");
        }

        work.Log.Line("Regression: nothing fell by more than its tolerance.");
    }

    private static string Text(double? value, string format) => value?.ToString(format, System.Globalization.CultureInfo.InvariantCulture) ?? "-";
}
