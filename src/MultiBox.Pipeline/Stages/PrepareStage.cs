using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Pipeline.Setup;

namespace MultiBox.Pipeline.Stages;

/// <summary>Reads and checks the data set and writes its indexes.</summary>
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
            return;
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();
        work.Log.WithProgress(report =>
        {
            var progress = new ImmediateProgress<PrepareProgress>(p => report($"{p.Split} {p.Stage}", p.Total > 0 ? (double)p.Done / p.Total : 0));
            work.Prepared = new DatasetPreparer(work.PreparedFolder).Prepare(request, progress, work.Cancellation);
        });
        Report(work, clock.Elapsed);
    }

    private static PreparedDataset? Current(WorkContext work, DatasetRequest request)
    {
        if (work.Options.Force || !Directory.Exists(work.PreparedFolder)) return null;
        try
        {
            var prepared = PreparedDataset.Load(work.PreparedFolder);
            if (!prepared.IsFor(request)) return null;
            if (!MayHaveBeenMended(work, prepared, request)) return prepared;
            work.Log.Line("Prepare: runs again (files that were left out, or the names of the classes, may have changed).");
            return null;
        }
        catch (MultiBoxException fault)
        {
            work.Log.Line($"Prepare: runs again ({fault.Message.Split('\n')[0]})");
            return null;
        }
    }

    // The index knows the files it kept. What was left out, as faulty or without objects, may have been mended since, and what the files
    // mean may stand elsewhere.
    private static bool MayHaveBeenMended(WorkContext work, PreparedDataset prepared, DatasetRequest request)
    {
        var made = Directory.GetFiles(work.PreparedFolder, "*.json").Select(File.GetLastWriteTimeUtc).Max();
        return request.Sources.SelectMany(source => source.Format.Watched(source.Root)).Any(path => Path.Exists(path) && File.GetLastWriteTimeUtc(path) > made)
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
