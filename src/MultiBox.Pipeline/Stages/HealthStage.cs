using MultiBox.Data;
using MultiBox.Pipeline.Reports;

namespace MultiBox.Pipeline.Stages;

/// <summary>Writes the health report of the prepared data set again and tells the gist of it.</summary>
internal static class HealthStage
{
    public static void Run(WorkContext work)
    {
        var health = HealthReport.Write(work);
        work.Log.Table(
            "Objects by class", ["class", .. health.Splits.Select(split => $">{split.Name}")],
            health.Classes.Select((name, i) => (IReadOnlyList<string>)[name, .. health.Splits.Select(split => Words.Count(split.Classes[i].Objects))]));
        if (health.Splits is [{ Matching: { } first }, ..])
        {
            work.Log.Table(
                $"Objects that a default box matches at IoU {health.MatchIou:0.##}, by size in input pixels", ["size", .. health.Splits.Select(split => $">{split.Name}")],
                first.Sizes.Select((size, i) => (IReadOnlyList<string>)[Words.Pixels(size.From, size.To), .. health.Splits.Select(split => Matched(split.Matching!.Sizes[i].Count))])
                    .Append(["all", .. health.Splits.Select(split => Matched(split.Matching!.All))]));
        }

        foreach (var finding in health.Findings)
        {
            if (finding.Level == HealthLevel.Warning) work.Log.Warning(finding.Text);
            else work.Log.Line($"note: {finding.Text}");
        }

        work.Log.Line($"Health: {Path.Combine(work.PreparedFolder, HealthReport.HtmlFile)}");
    }

    /// <summary>Writes the report after the data set was prepared, and says where.</summary>
    public static void AfterPrepare(WorkContext work)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var health = HealthReport.Write(work);
        var warnings = health.Findings.Count(finding => finding.Level == HealthLevel.Warning);
        work.Log.Line(
            $"Prepare: health report in {clock.Elapsed.TotalSeconds:f1} s, {Words.Count(warnings, "warning")} ({Path.Combine(work.PreparedFolder, HealthReport.HtmlFile)}).");
    }

    private static string Matched(MatchCount count) => count.GroundTruths == 0 ? "–" : $"{Words.Percent(count.MatchedShare)} of {Words.Count(count.GroundTruths)}";
}
