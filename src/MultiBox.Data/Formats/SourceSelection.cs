using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>The image sets that a split takes from one source.</summary>
/// <param name="Folder">The source.</param>
/// <param name="ImageSets">Their names, e.g. <c>trainval</c>, read in this order.</param>
public sealed record SourceSelection(SourceFolder Folder, IReadOnlyList<string> ImageSets)
{
    /// <summary>A message for each image set that does not exist, naming those that do.</summary>
    /// <param name="selections">The sources and their image sets.</param>
    public static IReadOnlyList<string> MissingImageSets(IReadOnlyList<SourceSelection> selections)
    {
        ArgumentNullException.ThrowIfNull(selections);
        var messages = new List<string>();
        foreach (var (folder, imageSets) in selections)
        {
            foreach (var name in imageSets)
            {
                var file = folder.Format.ImageSetFile(folder.Root, name);
                if (Path.Exists(file)) continue;
                var names = folder.Format.ImageSetNames(folder.Root);
                var found = names.Count == 0 ? "none" : string.Join(", ", names);
                messages.Add($"{file}: source '{folder.Name}' has no image set '{name}'.\n  Found: {found}.{DidYouMean.Sentence(name, names)}");
            }
        }

        return messages;
    }

    /// <summary>Reads the image sets of all selections into one list.</summary>
    /// <param name="selections">The sources and their image sets.</param>
    /// <param name="options">The classes and the policies.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static ReadingResult Read(IReadOnlyList<SourceSelection> selections, ReadingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selections);
        List<ReadingResult> results = [.. selections.Select(selection => selection.Folder.Format.Read(selection.Folder, selection.ImageSets, options, cancellationToken))];
        return new ReadingResult(
            [.. results.SelectMany(result => result.Records)], BadDataReport.Merge(results.Select(result => result.Report)),
            results.Sum(result => result.Listed), results.Sum(result => result.WithoutObjects))
        {
            Inputs = [.. results.SelectMany(result => result.Inputs)],
        };
    }
}
