using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Reads image sets of a YOLO folder, checking every label and the header of every picture.</summary>
/// <param name="folder">The folder.</param>
/// <param name="options">The classes and the policies.</param>
internal sealed class YoloReader(SourceFolder folder, ReadingOptions options)
{
    /// <summary>Reads the image sets.</summary>
    /// <param name="imageSets">Their names, in the order of the records.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="MultiBoxException">A list or the classes' names cannot be read.</exception>
    public ReadingResult Read(IReadOnlyList<string> imageSets, CancellationToken cancellationToken)
    {
        var log = new FaultLog(options.OnBadData);
        var check = new YoloImageCheck(folder.Name, options, YoloClassNames.Read(folder.Root));
        var listed = List(imageSets, log);
        var ids = ImageIds.Of([.. listed.Select(image => (image.ImageSet, image.Path))]);
        var images = new CheckedImage[listed.Count];
        Parallel.For(
            0, listed.Count, new ParallelOptions { CancellationToken = cancellationToken }, i => images[i] = check.Read(listed[i], ids[i]));
        return CheckedImage.Result(images, log.Entries, listed.Count, options) with
        {
            // Labels of images that were left out too, and those that are yet to be written.
            Inputs = [.. listed.Select(image => image.Labels), .. listed.Select(image => image.Attributes).Where(File.Exists).OfType<string>()],
        };
    }

    private List<YoloImage> List(IReadOnlyList<string> imageSets, FaultLog log)
    {
        var listed = new List<YoloImage>();
        var seen = new Dictionary<string, FaultPlace>(StringComparer.Ordinal);
        foreach (var image in imageSets.SelectMany(imageSet => YoloLayout.List(folder.Root, imageSet, log)))
        {
            if (seen.TryAdd(image.Picture, image.Place)) listed.Add(image);
            else log.AddRepeated(image.Path, image.Place, seen[image.Picture]);
        }

        return listed;
    }
}
