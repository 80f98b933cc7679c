using System.Diagnostics;
using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Pipeline.Reports;
using MultiBox.Pipeline.Setup;

namespace MultiBox.Pipeline.Stages;

/// <summary>Reads and checks the data set and writes its packs.</summary>
internal static class PrepareStage
{
    public static void Run(WorkContext work)
    {
        var lookup = DataSetup.Locate(work);
        lookup.ThrowIfMissing(DataSetup.HowToFetch(work));
        var request = DataSetup.Request(work.Experiment.Dataset, lookup.Found);
        if (Current(work, request) is { } current)
        {
            work.Prepared = current;
            work.Log.Line($"Prepare: unchanged, skipped ({work.PreparedFolder}).");
            if (!HealthReport.Exists(work)) HealthStage.AfterPrepare(work);
            return;
        }

        var clock = Stopwatch.StartNew();
        var takenOver = new Dictionary<string, int>(StringComparer.Ordinal);
        work.Log.WithProgress(report =>
        {
            var progress = new ImmediateProgress<PrepareProgress>(p =>
            {
                takenOver[p.Split] = p.TakenOver;
                report($"{p.Split} {p.Stage}", p.Total > 0 ? (double)p.Done / p.Total : 0);
            });
            var preparer = new DatasetPreparer(work.PreparedFolder) { TakeOver = !work.Options.Force };
            work.Prepared = preparer.Prepare(request, progress, work.Cancellation);
        });
        Report(work, clock.Elapsed, takenOver.Values.Sum());
        HealthStage.AfterPrepare(work);
    }

    private static PreparedDataset? Current(WorkContext work, DatasetRequest request)
    {
        if (work.Options.Force || !Directory.Exists(work.PreparedFolder)) return null;
        PreparedDataset? prepared = null;
        var isCurrent = false;
        try
        {
            prepared = PreparedDataset.Load(work.PreparedFolder);
            if (!prepared.IsFor(request)) return null;
            var changed = prepared.ChangedSources(work.Cancellation);
            isCurrent = changed.Count == 0;
            if (isCurrent) return prepared;
            work.Log.Line($"Prepare: runs again ({changed[0]}{(changed.Count > 1 ? $", and {changed.Count - 1:n0} more" : "")}).");
            return null;
        }
        catch (MultiBoxException fault)
        {
            work.Log.Line($"Prepare: runs again ({fault.Message.Split('\n')[0]})");
            return null;
        }
        finally
        {
            if (!isCurrent) prepared?.Dispose();
        }
    }

    private static void Report(WorkContext work, TimeSpan elapsed, int takenOver)
    {
        var prepared = work.Prepared;
        var images = prepared.Splits.Sum(split => split.Records.Count);
        work.Log.Table(
            $"Prepared in {elapsed.TotalSeconds:f1} s",
            ["split", ">images", ">objects", ">pack", "faults"],
            prepared.Splits.Select(split => (IReadOnlyList<string>)
            [
                split.Name, $"{split.Records.Count:n0}", $"{split.ObjectCount:n0}", Megabytes(split.Pack!.Length), split.Report.Summary(),
            ]));
        work.Log.Line(
            $"Prepare: {images:n0} images, {images / Math.Max(1e-9, elapsed.TotalSeconds):n0} images/s" +
            $"{(takenOver > 0 ? $", {takenOver:n0} of them unchanged" : "")} ({work.PreparedFolder}).");
        if (prepared.Splits.Any(split => split.Report.Entries.Count > 0))
        {
            work.Log.Line($"Every fault is listed in {Path.Combine(work.PreparedFolder, DatasetPreparer.BadDataFile)}.");
        }

        foreach (var warning in prepared.Warnings) work.Log.Warning(warning);
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:n1} MB";
}
