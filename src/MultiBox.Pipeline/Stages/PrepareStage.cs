using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Pipeline.Reports;
using MultiBox.Pipeline.Setup;

namespace MultiBox.Pipeline.Stages;

/// <summary>Reads and checks the data set and writes its indexes.</summary>
internal static class PrepareStage
{
    private static readonly string[] _parts = ["Annotations", "JPEGImages"];

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

        var clock = System.Diagnostics.Stopwatch.StartNew();
        work.Log.WithProgress(report =>
        {
            var progress = new ImmediateProgress<PrepareProgress>(p => report($"{p.Split} {p.Stage}", p.Total > 0 ? (double)p.Done / p.Total : 0));
            work.Prepared = new DatasetPreparer(work.PreparedFolder).Prepare(request, progress, work.Cancellation);
        });
        Report(work, clock.Elapsed);
        HealthStage.AfterPrepare(work);
    }

    private static PreparedDataset? Current(WorkContext work, DatasetRequest request)
    {
        if (work.Options.Force || !Directory.Exists(work.PreparedFolder)) return null;
        try
        {
            var prepared = PreparedDataset.Load(work.PreparedFolder);
            if (!prepared.IsFor(request)) return null;
            if (!MayHaveBeenMended(work, prepared, request)) return prepared;
            work.Log.Line("Prepare: runs again (files that were left out have changed).");
            return null;
        }
        catch (MultiBoxException fault)
        {
            work.Log.Line($"Prepare: runs again ({fault.Message.Split('\n')[0]})");
            return null;
        }
    }

    // The index knows the files it kept. What was left out, as faulty or without objects, may have been mended since.
    private static bool MayHaveBeenMended(WorkContext work, PreparedDataset prepared, DatasetRequest request)
    {
        // Not the health report's time, which may have been written again since.
        var made = Directory.GetFiles(work.PreparedFolder, "*.json").Where(file => Path.GetFileName(file) != HealthReport.JsonFile).Select(File.GetLastWriteTimeUtc).Max();
        return request.Sources.SelectMany(source => _parts.Select(part => Path.Combine(source.Root, part)).Where(Directory.Exists)).Any(folder => Directory.GetLastWriteTimeUtc(folder) > made)
            || prepared.Splits.SelectMany(split => split.Report.Entries).Any(entry => File.Exists(entry.File) && File.GetLastWriteTimeUtc(entry.File) > made);
    }

    private static void Report(WorkContext work, TimeSpan elapsed)
    {
        var prepared = work.Prepared;
        work.Log.Table(
            $"Prepared in {elapsed.TotalSeconds:f1} s",
            ["split", ">images", .. prepared.ClassNames.Select(name => $">{name}"), "faults"],
            prepared.Splits.Select(split => (IReadOnlyList<string>)
            [
                split.Name, $"{split.Records.Count}", .. split.ClassCounts.Select(count => $"{count.Objects}"), split.Report.Summary(),
            ]));
        if (prepared.Splits.Any(split => split.Report.Entries.Count > 0))
        {
            work.Log.Line($"Every fault is listed in {Path.Combine(work.PreparedFolder, DatasetPreparer.BadDataFile)}.");
        }

        foreach (var warning in prepared.Warnings) work.Log.Warning(warning);
    }
}
