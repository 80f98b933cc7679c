namespace MultiBox.Pipeline.Benchmarks;

/// <summary>Compares figures with those that were last accepted, on the same machine and the same input.</summary>
internal static class AcceptedFigures
{
    /// <summary>How much worse than the worst accepted round a median may be: rounds of a busy machine differ by as much.</summary>
    public const double Tolerance = 0.1;

    /// <summary>What became worse.</summary>
    /// <param name="accepted">The accepted figures.</param>
    /// <param name="current">The new figures.</param>
    /// <returns>A line for each workload whose median is beyond the worst accepted round by more than the tolerance.</returns>
    public static IReadOnlyList<string> Worse(BenchReport accepted, BenchReport current)
    {
        // A workload with two peers has two rows, of which our own figures are the same.
        var before = accepted.Rows.GroupBy(row => row.Name).ToDictionary(rows => rows.Key, rows => rows.First());
        var faults = new List<string>();
        foreach (var row in current.Rows.DistinctBy(row => row.Name))
        {
            if (!before.TryGetValue(row.Name, out var then) || then.Unit != row.Unit || BenchUnit.Named(row.Unit) is not { } unit) continue;
            var worst = unit.HigherIsBetter ? then.Min : then.Max;
            var isWorse = unit.HigherIsBetter ? row.Median < (worst * (1 - Tolerance)) - unit.Slack : row.Median > (worst * (1 + Tolerance)) + unit.Slack;
            if (isWorse)
            {
                faults.Add($"{row.Name}: {BenchTable.Number(row.Median)} {row.Unit}, accepted were {BenchTable.Number(then.Median)} ({BenchTable.Number(then.Min)} to {BenchTable.Number(then.Max)}).");
            }
        }

        return faults;
    }

    /// <summary>Why figures cannot be compared, null when they can.</summary>
    /// <param name="accepted">The accepted figures.</param>
    /// <param name="current">The new figures.</param>
    public static string? WhyNotComparable(BenchReport accepted, BenchReport current)
    {
        if (!accepted.Machine.IsLike(current.Machine))
        {
            var device = accepted.Machine.Device is { } name ? $", {name}" : "";
            return $"the accepted figures are of another machine ({accepted.Machine.Processor}, {accepted.Machine.Cores} cores{device})";
        }

        return accepted.Input == current.Input ? null : $"the accepted figures are of another input ({accepted.Input})";
    }
}
