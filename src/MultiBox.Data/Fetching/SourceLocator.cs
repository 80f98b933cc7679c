using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Finds sources on this machine: at their own root, else at <c>data/NAME</c> or <c>data/VOCdevkit/NAME</c>, else in any folder of that name
/// within the data folder or what it links to. A folder counts when it is in the source's format.
/// </summary>
/// <param name="dataFolder">The data folder; it need not exist and is never written to.</param>
/// <param name="catalogue">What can be fetched.</param>
public sealed class SourceLocator(string dataFolder, SourceCatalogue catalogue)
{
    private readonly string _dataFolder = Path.GetFullPath(dataFolder);

    /// <summary>Looks for all sources.</summary>
    /// <param name="sources">The sources as the experiment names them.</param>
    /// <exception cref="MultiBoxException">
    /// A name cannot be a folder's name, or occurs twice; a source is found in two places, or has another format than in the catalogue.
    /// </exception>
    public SourceLookup Locate(IReadOnlyList<SourceSpec> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        Validate(sources);
        var lookedIn = sources.Select(_ => new List<string>()).ToList();
        var roots = sources.Select((source, i) => Candidates(source).FirstOrDefault(candidate => Fits(candidate, source.Format, lookedIn[i]))).ToList();
        var faults = new List<string>();
        Search(sources, roots, lookedIn, faults);
        var missing = new List<MissingSource>();
        foreach (var (source, i) in sources.Select((source, i) => (source, i)).Where(x => roots[x.i] is null))
        {
            try
            {
                missing.Add(new MissingSource(catalogue.Complete(source), lookedIn[i]));
            }
            catch (MultiBoxException fault)
            {
                faults.Add(fault.Message);
            }
        }

        if (faults.Count > 0) throw new MultiBoxException(string.Join('\n', faults));
        var found = sources.Select((source, i) => roots[i] is { } root ? new SourceFolder(source.Name, source.Format, root) : null).OfType<SourceFolder>();
        return new SourceLookup([.. found], missing, catalogue.Names);
    }

    private static void Validate(IReadOnlyList<SourceSpec> sources)
    {
        var faults = sources
            .Where(source => !PlainName.IsValid(source.Name))
            .Select(source => $"Source '{source.Name}': expected a plain folder name, as the source is looked for and fetched under it.")
            .Concat(sources
                .GroupBy(source => source.Name, StringComparer.OrdinalIgnoreCase)
                .Where(group => group.Count() > 1)
                .Select(group => $"Source '{group.Key}' is listed {group.Count()} times: expected once."))
            .ToList();
        if (faults.Count > 0) throw new MultiBoxException(string.Join('\n', faults));
    }

    /// <summary>Looks deeper for what is in none of its usual places.</summary>
    private void Search(IReadOnlyList<SourceSpec> sources, List<string?> roots, List<List<string>> lookedIn, List<string> faults)
    {
        var open = Enumerable.Range(0, sources.Count).Where(i => roots[i] is null && sources[i].Root is null).ToList();
        var search = new SourceSearch(_dataFolder);
        var folders = Directory.Exists(_dataFolder) ? search.Find([.. open.Select(i => sources[i].Name)]) : [];
        foreach (var i in open)
        {
            var name = sources[i].Name;
            var tried = Candidates(sources[i]).ToList();
            var fitting = folders
                .Where(folder => name.Equals(Path.GetFileName(folder), StringComparison.OrdinalIgnoreCase) && !tried.Contains(folder))
                .Where(folder => Fits(folder, sources[i].Format, lookedIn[i])).ToList();
            if (fitting.Count > 1)
            {
                faults.Add($"Source '{name}' is in {fitting.Count} places: {string.Join(", ", fitting)}. Set its 'root' to one of them.");
            }

            roots[i] = fitting.FirstOrDefault();
            lookedIn[i].Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{_dataFolder}: nowhere within {SourceSearch.Depth} levels{(search.IsIncomplete ? $" and its first {SourceSearch.MostFolders} folders" : "")}"));
        }
    }

    private static bool Fits(string root, IDatasetFormat format, List<string> lookedIn)
    {
        if (!Directory.Exists(root))
        {
            lookedIn.Add($"{root}: no such folder");
            return false;
        }

        var missing = format.MissingParts(root);
        if (missing.Count > 0) lookedIn.Add($"{root}: lacks {string.Join(", ", missing)}");
        return missing.Count == 0;
    }

    private IEnumerable<string> Candidates(SourceSpec source)
    {
        if (source.Root is not null)
        {
            yield return Path.GetFullPath(source.Root, _dataFolder);
            yield break;
        }

        yield return Named(_dataFolder, source.Name);
        yield return Named(Path.Combine(_dataFolder, "VOCdevkit"), source.Name);
    }

    // The exact name wins; another case will do, as people write voc2007 for VOC2007.
    private static string Named(string parent, string name)
    {
        var exact = Path.Combine(parent, name);
        if (Directory.Exists(exact) || !Directory.Exists(parent)) return exact;
        return Directory.EnumerateDirectories(parent)
            .Where(folder => name.Equals(Path.GetFileName(folder), StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault(exact);
    }
}
