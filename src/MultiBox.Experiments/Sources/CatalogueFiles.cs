using System.ComponentModel.DataAnnotations;
using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>Reads catalogues that are shipped beside the experiments, with a user's own file of the same name in the data folder over them.</summary>
internal static class CatalogueFiles
{
    /// <summary>Reads both files.</summary>
    /// <typeparam name="TFile">The record of a whole file.</typeparam>
    /// <typeparam name="TEntry">The record of an entry.</typeparam>
    /// <param name="root">The repository's folder, which holds <c>experiments/</c>.</param>
    /// <param name="dataFolder">The data folder: entries of its file replace those of the same name.</param>
    /// <param name="fileName">The name of both files.</param>
    /// <param name="expected">What such a file holds.</param>
    /// <param name="entries">The entries of a file.</param>
    /// <param name="name">An entry's name; case does not matter.</param>
    /// <returns>The entries in order of their names; none where neither file exists.</returns>
    /// <exception cref="MultiBoxException">All faults of both files together.</exception>
    public static IReadOnlyList<TEntry> Read<TFile, TEntry>(
        string root, string dataFolder, string fileName, string expected, Func<TFile, IEnumerable<TEntry>> entries, Func<TEntry, string> name)
    {
        var faults = new List<Fault>();
        var merged = new SortedDictionary<string, TEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in new[] { Path.Combine(root, ExperimentFiles.FolderName, fileName), Path.Combine(dataFolder, fileName) })
        {
            if (!File.Exists(path)) continue;
            var known = faults.Count;
            var shown = ExperimentLoader.Shown(Path.GetFullPath(root), Path.GetFullPath(path));
            if (YamlFile.ReadMap(path, shown, "a catalogue", expected, faults) is not { } map) continue;
            var file = (TFile)new RecordBinder(faults).Bind(map, typeof(TFile), "");
            if (faults.Count > known) continue;
            foreach (var entry in entries(file)) merged[name(entry)] = entry;
        }

        return faults.Count == 0 ? [.. merged.Values] : throw Fault.ToException(faults);
    }

    /// <summary>The faults of names that a file has twice, without regard to case.</summary>
    /// <param name="list">The property of the list.</param>
    /// <param name="kind">What an entry is, e.g. <c>source</c>.</param>
    /// <param name="names">The entries' names in order, each a property <c>Name</c>.</param>
    public static IEnumerable<ValidationResult> RepeatedNames(string list, string kind, IEnumerable<string> names)
    {
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var (i, name) in names.Index())
        {
            if (!seen.TryAdd(name, i))
            {
                yield return new ValidationResult($"the same name as {kind} {seen[name]}. Expected each name once, found '{name}'", [$"{list}.{i}.Name"]);
            }
        }
    }
}
