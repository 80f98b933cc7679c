using MultiBox.Data;
using MultiBox.Experiments;
using MultiBox.Pipeline.Setup;

namespace MultiBox.Pipeline.Stages;

/// <summary>
/// Brings the experiment's sources to the data folder: what is there is used, what is generated is generated, what is missing is
/// downloaded.
/// </summary>
internal static class FetchStage
{
    public static void Run(WorkContext work)
    {
        foreach (var source in work.Experiment.Dataset.Sources.Where(source => source.Format == DataFormat.Shapes)) Generate(work, source);

        var lookup = DataSetup.Locate(work);
        foreach (var found in lookup.Found) work.Log.Line($"Fetch: {found.Name} is present ({found.Root}).");
        if (lookup.Missing.Count == 0) return;
        if (lookup.Missing.Any(missing => !missing.CanBeFetched)) lookup.ThrowIfMissing(DataSetup.HowToFetch(work));

        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var fetcher = new SourceFetcher(new ArchiveFetcher(client, new FetchOptions(), TimeProvider.System), work.Options.DataFolder);
        work.Log.WithProgress(report =>
        {
            var progress = new FetchReport(work.Log, report);
            foreach (var folder in fetcher.FetchAsync(lookup.Missing, progress, work.Cancellation).GetAwaiter().GetResult())
            {
                work.Log.Line($"Fetch: {folder.Name} fetched ({folder.Root}).");
            }
        });
    }

    private static void Generate(WorkContext work, DataSource source)
    {
        var folder = DataSetup.GeneratedFolder(work.Options.DataFolder, source);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var options = DataSetup.Shapes(source);
        work.Log.WithProgress(report =>
        {
            var made = ShapesDataset.Generate(folder, options, new ImmediateProgress<double>(done => report($"generating {source.Name}", done)), work.Cancellation);
            if (made) work.Log.Line($"Fetch: {source.Name} generated in {clock.Elapsed.TotalSeconds:f1} s ({folder}).");
        });
    }

    /// <summary>Turns what fetching reports into lines and a progress bar.</summary>
    private sealed class FetchReport(IRunLog log, Action<string, double> report) : IProgress<FetchProgress>
    {
        private (string File, Data.FetchStage Stage)? _last;

        public void Report(FetchProgress value)
        {
            report($"{value.File} {value.Stage.ToString().ToLowerInvariant()}", value.Total is > 0 and var total ? (double)value.Bytes / total : 0);
            if (value.Note is { } note) log.Line($"Fetch: {value.File}: {note}");
            else if (_last != (value.File, value.Stage)) log.Line($"Fetch: {value.File}: {value.Stage.ToString().ToLowerInvariant()}");
            _last = (value.File, value.Stage);
        }
    }
}
