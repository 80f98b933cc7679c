using System.Globalization;
using MultiBox.Pipeline.Training;

namespace MultiBox.Pipeline.Benchmarks.Gpu;

/// <summary>Shows where the time of training steps goes.</summary>
internal static class SplitTable
{
    /// <summary>Shows a line for each training, with the share of each phase and the one that takes most.</summary>
    /// <param name="rows">Rows, others too.</param>
    /// <param name="log">Where to.</param>
    public static void Show(IReadOnlyList<BenchRow> rows, IRunLog log)
    {
        var medians = rows.DistinctBy(row => row.Name).ToDictionary(row => row.Name, row => row.Median);
        var stems = rows.Where(row => medians.ContainsKey(StepSplit.Row(row.Name, StepPhase.Input))).ToArray();
        if (stems.Length == 0) return;
        log.Table(
            "Where the time of a step goes: medians in milliseconds, with a wait for the device after each phase",
            ["training", ">images/s", .. StepClock.Phases.Select(phase => $">{phase.ToString().ToLowerInvariant()}"), ">sum", "most"],
            stems.Select(row => Line(row, [.. StepClock.Phases.Select(phase => medians[StepSplit.Row(row.Name, phase)])])));
    }

    private static IReadOnlyList<string> Line(BenchRow row, double[] phases)
    {
        var (sum, most) = (phases.Sum(), Array.IndexOf(phases, phases.Max()));
        return
        [
            row.Name,
            BenchTable.Number(row.Median),
            .. phases.Select(BenchTable.Number),
            BenchTable.Number(sum),
            sum > 0 ? string.Create(CultureInfo.InvariantCulture, $"{StepClock.Phases[most].ToString().ToLowerInvariant()} {phases[most] / sum:P0}") : "",
        ];
    }
}
