using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Finds what a request names, and sums it up.</summary>
internal static class RequestCheck
{
    /// <summary>The selections of each split, in order.</summary>
    /// <exception cref="MultiBoxException">Something that is named does not exist; everything at once.</exception>
    public static IReadOnlyList<IReadOnlyList<SourceSelection>> Resolve(DatasetRequest request)
    {
        var faults = new List<string>();
        var sources = new Dictionary<string, SourceFolder>(StringComparer.Ordinal);
        foreach (var source in request.Sources)
        {
            if (!sources.TryAdd(source.Name, source)) faults.Add($"Source '{source.Name}' is listed twice: expected once.");
        }

        CheckNames(request, faults);
        var all = new List<IReadOnlyList<SourceSelection>>();
        foreach (var split in request.Splits)
        {
            var selections = new List<SourceSelection>();
            foreach (var part in split.Parts)
            {
                if (sources.TryGetValue(part.Source, out var folder)) selections.Add(new SourceSelection(folder, part.ImageSets));
                else faults.Add($"Split '{split.Name}': no source '{part.Source}'.\n  Found: {string.Join(", ", sources.Keys)}.{DidYouMean.Sentence(part.Source, sources.Keys)}");
            }

            faults.AddRange(SourceSelection.MissingImageSets(selections));
            all.Add(selections);
        }

        return faults.Count == 0 ? all : throw new MultiBoxException(string.Join('\n', faults.Distinct()));
    }

    /// <summary>A key that changes with anything the records depend on, other than the files' content.</summary>
    public static string Key(DatasetRequest request)
    {
        var reading = request.Reading;
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{reading.IgnoreOtherClasses} {reading.KeepEmpty} {reading.OnBadData}"),
            $"pack {request.Pack.Key}",
        };
        lines.AddRange(reading.ClassNames.Select(name => $"class {name}"));
        lines.AddRange(request.Sources.Select(source => $"source {source.Name} {source.Format.Name} {source.Root}"));
        foreach (var split in request.Splits)
        {
            lines.Add($"split {split.Name}");
            lines.AddRange(split.Parts.SelectMany(part => part.ImageSets.Select(set => $"part {part.Source} {set}")));
        }

        return SplitFingerprint.Of(lines);
    }

    private static void CheckNames(DatasetRequest request, List<string> faults)
    {
        if (request.Splits.Count == 0) faults.Add("The data set has no split: expected at least one.");
        foreach (var group in request.Splits.GroupBy(split => split.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (group.Count() > 1) faults.Add($"Split '{group.Key}' is listed {group.Count()} times: expected once.");
            if (!PlainName.IsValid(group.Key)) faults.Add($"Split '{group.Key}': expected a plain name, as it names a file.");
        }

        if (request.Reading.ClassNames.Count == 0) faults.Add("The data set has no class: expected at least one.");
        faults.AddRange(request.Reading.ClassNames
            .GroupBy(name => name, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => $"Class '{group.Key}' is listed {group.Count()} times: expected once."));
    }
}
