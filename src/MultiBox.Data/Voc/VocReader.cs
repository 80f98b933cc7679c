using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Reads image sets of one or several VOC folders into one list of records, checking every annotation and the header of every
/// picture. Coordinates stay as stated (1-based, inclusive, taken without "-1"); boxes may reach one pixel past the border.
/// </summary>
/// <param name="options">The classes and the policies.</param>
public sealed class VocReader(ReadingOptions options)
{
    // When a name has several pictures, VOC's own format wins.
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif"];

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

        var faults = new List<BadDataEntry>();
        var listed = List(selections, faults);
        var images = new VocImage[listed.Count];
        var check = new VocImageCheck(_options);
        var pictures = selections.Select(selection => selection.Folder).Distinct().ToDictionary(folder => folder, FindPictures);
        var parallel = new ParallelOptions { CancellationToken = cancellationToken };
        Parallel.For(0, listed.Count, parallel, i =>
        {
            var item = listed[i];
            images[i] = check.Read(item.Folder, item.Id, item.File, item.Line, pictures[item.Folder]);
        });

        foreach (var image in images) faults.AddRange(image.Faults);
        var read = images.Select(image => image.Record).OfType<ImageRecord>().ToList();
        var kept = _options.KeepEmpty ? read : read.Where(record => record.Objects.Count > 0).ToList();
        return new ReadingResult(kept, new BadDataReport(faults), listed.Count, read.Count - kept.Count)
        {
            Inputs = [.. pictures.Keys.Select(folder => folder.Pictures), .. LeftOut().SelectMany(Files)],
        };

        IEnumerable<Listed> LeftOut()
        {
            var keptIds = kept.Select(record => (record.Source, record.Id)).ToHashSet();
            return listed.Where(item => !keptIds.Contains((item.Folder.Name, item.Id)));
        }

        IEnumerable<string> Files(Listed item)
        {
            yield return item.Folder.Annotation(item.Id);
            // One that comes later shows in the folder.
            if (pictures[item.Folder].TryGetValue(item.Id, out var picture)) yield return picture;
        }
    }

    private List<Listed> List(IReadOnlyList<VocSelection> selections, List<BadDataEntry> faults)
    {
        var listed = new List<Listed>();
        var seen = new Dictionary<(VocFolder, string), Listed>();
        foreach (var (folder, imageSets) in selections)
        {
            foreach (var file in imageSets.Select(folder.ImageSetFile))
            {
                foreach (var (id, line) in VocImageSet.Read(file))
                {
                    var item = new Listed(folder, id, file, line);
                    if (seen.TryAdd((folder, id), item)) listed.Add(item);
                    else faults.Add(Repeated(item, seen[(folder, id)]));
                }
            }
        }

        return listed;
    }

    private BadDataEntry Repeated(Listed again, Listed first) => new(
        again.File, again.Line, $"'{again.Id}' is listed twice", "each image once",
        string.Create(CultureInfo.InvariantCulture, $"it at {first.File}:{first.Line} too"),
        _options.OnBadData == BadDataPolicy.Fail ? BadDataAction.Refused : BadDataAction.LineSkipped);

    private static Dictionary<string, string> FindPictures(VocFolder folder)
    {
        var pictures = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder.Pictures).Order(StringComparer.Ordinal))
        {
            var rank = Rank(path);
            var id = Path.GetFileNameWithoutExtension(path);
            if (rank >= 0 && (!pictures.TryGetValue(id, out var other) || rank < Rank(other))) pictures[id] = path;
        }

        return pictures;
    }

    private static int Rank(string path) =>
        Array.FindIndex(Extensions, extension => extension.Equals(Path.GetExtension(path), StringComparison.OrdinalIgnoreCase));

    private sealed record Listed(VocFolder Folder, string Id, string File, int Line);
}
