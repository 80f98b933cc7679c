using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Reads image sets of one or several VOC folders into one list of records, checking every annotation and the header of every
/// picture. Coordinates stay as stated (1-based, inclusive, taken without "-1"); boxes may reach one pixel past the border.
/// </summary>
/// <param name="options">The classes and the policies.</param>
public sealed class VocReader(ReadingOptions options)
{
    private readonly ReadingOptions _options = options ?? throw new ArgumentNullException(nameof(options));

    /// <summary>
    /// Reads the images. Files are read in parallel; the result's order depends on the lists alone. With
    /// <see cref="BadDataPolicy.Fail"/> the faults come back marked <see cref="BadDataAction.Refused"/>: the caller writes them
    /// where the user finds them and then calls <see cref="BadDataReport.ThrowIfRefused"/>.
    /// </summary>
    /// <param name="selections">The folders and their image sets.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="MultiBoxException">An image set does not exist; all that are missing are named.</exception>
    public ReadingResult Read(IReadOnlyList<VocSelection> selections, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(selections);
        var missing = SourceSelection.MissingImageSets(
            [.. selections.Select(x => new SourceSelection(new SourceFolder(x.Folder.Name, DatasetFormats.Voc, x.Folder.Root), x.ImageSets))]);
        if (missing.Count > 0) throw new MultiBoxException(string.Join('\n', missing));

        var log = new FaultLog(_options.OnBadData);
        var listed = List(selections, log);
        var images = new CheckedImage[listed.Count];
        var check = new VocImageCheck(_options);
        var pictures = selections.Select(selection => selection.Folder).Distinct().ToDictionary(folder => folder, FindPictures);
        Parallel.For(0, listed.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var (folder, id, place) = listed[i];
            images[i] = check.Read(folder, id, place, pictures[folder]);
        });
        var result = CheckedImage.Result(images, log.Entries, listed.Count, _options);
        var kept = result.Records.Select(record => (record.Source, record.Id)).ToHashSet();
        var leftOut = listed.Where(item => !kept.Contains((item.Folder.Name, item.Id)));
        return result with { Inputs = [.. pictures.Keys.Select(folder => folder.Pictures), .. leftOut.SelectMany(Files)] };

        IEnumerable<string> Files(Listed item)
        {
            yield return item.Folder.Annotation(item.Id);
            // One that comes later shows in the folder.
            if (pictures[item.Folder].TryGetValue(item.Id, out var picture)) yield return picture;
        }
    }

    private static List<Listed> List(IReadOnlyList<VocSelection> selections, FaultLog log)
    {
        var listed = new List<Listed>();
        var seen = new Dictionary<(VocFolder, string), FaultPlace>();
        foreach (var (folder, imageSets) in selections)
        {
            foreach (var file in imageSets.Select(folder.ImageSetFile))
            {
                foreach (var (id, line) in VocImageSet.Read(file))
                {
                    var place = new FaultPlace(file, line);
                    if (seen.TryAdd((folder, id), place)) listed.Add(new Listed(folder, id, place));
                    else log.AddRepeated(id, place, seen[(folder, id)]);
                }
            }
        }

        return listed;
    }

    private static Dictionary<string, string> FindPictures(VocFolder folder)
    {
        var pictures = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder.Pictures).Order(StringComparer.Ordinal))
        {
            var rank = PictureExtensions.Rank(path);
            var id = Path.GetFileNameWithoutExtension(path);
            if (rank >= 0 && (!pictures.TryGetValue(id, out var other) || rank < PictureExtensions.Rank(other))) pictures[id] = path;
        }

        return pictures;
    }

    private sealed record Listed(VocFolder Folder, string Id, FaultPlace Place);
}
