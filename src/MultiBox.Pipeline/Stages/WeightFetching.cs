using System.Text.RegularExpressions;
using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Experiments;
using MultiBox.Pipeline.Setup;

namespace MultiBox.Pipeline.Stages;

/// <summary>Finds the files of weights that an experiment or a user names, and fetches those that are not on this machine.</summary>
internal static partial class WeightFetching
{
    /// <summary>Finds or fetches weights.</summary>
    /// <param name="work">What the stages share.</param>
    /// <param name="source">A file, an address, or a name of the catalogue.</param>
    /// <returns>Absolute paths: the weights, then the file of their graph where there is one, as MXNet's <c>-symbol.json</c>.</returns>
    /// <exception cref="MultiBoxException">There is no such file or name, it cannot be fetched, or it is not the one that was meant.</exception>
    public static IReadOnlyList<string> Resolve(WorkContext work, WeightSource source) => source.File is { } file
        ? Local(Path.GetFullPath(file, work.Options.RepositoryRoot))
        : Fetched(work, Spec(work, source), isPresent: _ => { });

    /// <summary>Brings weights onto this machine, as the target Fetch does with data: the log says where they are also when they were there.</summary>
    /// <inheritdoc cref="Resolve"/>
    public static void Fetch(WorkContext work, WeightSource source)
    {
        if (source.File is null) Fetched(work, Spec(work, source), IsPresent);
        else IsPresent(Resolve(work, source));

        void IsPresent(IReadOnlyList<string> paths) => work.Log.Line($"Fetch: weights '{source}' are present ({paths[0]}).");
    }

    private static WeightSpec Spec(WorkContext work, WeightSource source) => source.Name is { } name
        ? WeightSetup.Spec(WeightCatalogue.Read(work.Options.RepositoryRoot, work.Options.DataFolder).Find(name))
        : WeightSetup.Spec(source.Url!, source.Sha256);

    private static IReadOnlyList<string> Fetched(WorkContext work, WeightSpec spec, Action<IReadOnlyList<string>> isPresent)
    {
        using var client = FetchClient.Create();
        var options = new FetchOptions { Mirrors = work.Options.Mirrors, Offline = work.Options.Offline };
        var fetcher = new WeightFetcher(new ArchiveFetcher(client, options, TimeProvider.System), work.Options.DataFolder);
        IReadOnlyList<string> paths = [];
        work.Log.WithProgressLines(show =>
        {
            var report = new FetchReport(work.Log, show);
            if (fetcher.Find(spec, report) is { } cached)
            {
                paths = cached.Paths;
                isPresent(paths);
                return;
            }

            var weights = fetcher.FetchAsync(spec, report, work.Cancellation).GetAwaiter().GetResult();
            paths = weights.Paths;
            work.Log.Line($"Fetch: weights '{spec.Name}' fetched ({paths[0]}).");
            if (spec.File.Sha256 is null) work.Log.Line($"Fetch: to have nothing else taken for them, state their checksum: 'sha256: {weights.Sha256}'.");
        });
        return paths;
    }

    private static IReadOnlyList<string> Local(string path)
    {
        if (File.Exists(path)) return SymbolOf(path) is { } symbol && File.Exists(symbol) ? [path, symbol] : [path];
        var folder = Path.GetDirectoryName(path)!;
        var names = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)).ToList() : [];
        throw new MultiBoxException($"No file {path}.{DidYouMean.Sentence(Path.GetFileName(path), names)}");
    }

    // MXNet saves PREFIX-0123.params with the number of the epoch, and PREFIX-symbol.json once.
    private static string? SymbolOf(string path) => Parameters().Match(path) is { Success: true } match ? match.Groups[1].Value + "-symbol.json" : null;

    [GeneratedRegex(@"^(.*?)(-\d{4})?\.params$", RegexOptions.Singleline)]
    private static partial Regex Parameters();
}
