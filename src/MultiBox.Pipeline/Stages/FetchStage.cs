using MultiBox.Data;
using MultiBox.Experiments;
using MultiBox.Pipeline.Setup;

namespace MultiBox.Pipeline.Stages;

/// <summary>
/// Brings the experiment's sources, and the weights that its training starts from, to the data folder: what is there is used, what is
/// generated is generated, what is missing is downloaded.
/// </summary>
internal static class FetchStage
{
    public static void Run(WorkContext work)
    {
        FetchData(work);
        InitialWeights.Fetch(work);
    }

    private static void FetchData(WorkContext work)
    {
        foreach (var source in work.Experiment.Dataset.Sources.Where(source => source.Format == DataFormat.Shapes)) Generate(work, source);

        using var client = FetchClient.Create();
        var options = new FetchOptions { Mirrors = work.Options.Mirrors, Offline = work.Options.Offline };
        var fetcher = new SourceFetcher(new ArchiveFetcher(client, options, TimeProvider.System), work.Options.DataFolder);
        var lookup = DataSetup.Locate(work);
        foreach (var found in lookup.Found) work.Log.Line($"Fetch: {found.Name} is present ({found.Root}).");
        fetcher.RemoveLeftovers(lookup.Found);
        if (lookup.Missing.Count == 0) return;
        if (lookup.Missing.Any(missing => !missing.CanBeFetched)) lookup.ThrowIfMissing(DataSetup.HowToFetch(work));

        if (!options.Offline) NameProxies(work, lookup.Missing);
        work.Log.WithProgressLines(show =>
        {
            var finished = new ImmediateProgress<SourceFolder>(folder => work.Log.Line($"Fetch: {folder.Name} fetched ({folder.Root})."));
            fetcher.FetchAsync(lookup.Missing, new FetchReport(work.Log, show), finished, work.Cancellation).GetAwaiter().GetResult();
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

    // A proxy comes from the environment, where nobody sees it. It is the first thing to look at when nothing arrives.
    private static void NameProxies(WorkContext work, IReadOnlyList<MissingSource> missing)
    {
        var addresses = missing.SelectMany(item => item.Source.Archives).SelectMany(archive => archive.Urls).Concat(work.Options.Mirrors);
        var urls = addresses.Select(address => Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null).OfType<Uri>();
        foreach (var proxy in urls.Select(FetchClient.ProxyFor).OfType<string>().Distinct()) work.Log.Line($"Fetch: downloads go through the proxy {proxy}.");
    }
}
