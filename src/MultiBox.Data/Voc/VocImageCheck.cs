using System.Globalization;
using System.Xml;

namespace MultiBox.Data;

/// <summary>Reads and checks one listed image with its annotation.</summary>
internal sealed class VocImageCheck(ReadingOptions options)
{
    // No file system takes longer names of files.
    private const int LongestName = 255;

    private readonly VocObjectCheck _objects = new(options);

    /// <summary>Reads one image.</summary>
    /// <param name="folder">The folder that lists it.</param>
    /// <param name="id">Its name.</param>
    /// <param name="listed">The line of the image set that names it, for faults.</param>
    /// <param name="pictures">The pictures of the folder by name.</param>
    public CheckedImage Read(VocFolder folder, string id, FaultPlace listed, IReadOnlyDictionary<string, string> pictures)
    {
        var log = new FaultLog(options.OnBadData);
        return new CheckedImage(Record(folder, id, listed, pictures, log), log.Entries);
    }

    private ImageRecord? Record(VocFolder folder, string id, FaultPlace listed, IReadOnlyDictionary<string, string> pictures, FaultLog log)
    {
        if (id.AsSpan().ContainsAny('/', '\\', '\0') || id is "." or "..")
        {
            log.Add(BadDataAction.ImageDropped, listed, "no image name", "a name without folders", $"'{id}'");
            return null;
        }

        if (id.Length > LongestName)
        {
            log.Add(
                BadDataAction.ImageDropped, listed, "no image name", string.Create(CultureInfo.InvariantCulture, $"at most {LongestName} characters"),
                id.Length.ToString(CultureInfo.InvariantCulture));
            return null;
        }

        var file = folder.Annotation(id);
        var annotation = ReadAnnotation(file, id, listed, log);
        if (!pictures.TryGetValue(id, out var picture))
        {
            log.Add(BadDataAction.ImageDropped, listed, $"'{id}' has no picture", Path.Combine(folder.Pictures, id + ".jpg"), "no such file");
            return null;
        }

        if (PictureCheck.ReadSize(picture, log, options.PictureSize) is not { } size || annotation is null) return null;
        var sizeAgrees = !annotation.HasSize
            || PictureCheck.SizeAgrees(annotation.Width.Text, annotation.Height.Text, size, new FaultPlace(file, annotation.Width.Line), log);
        var before = log.Entries.Count;
        var stated = annotation.Objects.Select(item => _objects.Check(item, file, size.Width, size.Height, log)).OfType<AnnotatedObject>().ToList();
        if (!sizeAgrees) return null;
        return CheckedImage.Left(stated, log.DroppedObjectSince(before), new FaultPlace(file, 0), log) is { } objects
            ? new ImageRecord(id, folder.Name, new PictureLocation(picture), file, size.Width, size.Height, objects)
            : null;
    }

    private static VocAnnotation? ReadAnnotation(string path, string id, FaultPlace listed, FaultLog log)
    {
        try
        {
            return VocAnnotationFile.Read(path);
        }
        catch (XmlException e)
        {
            log.Add(
                BadDataAction.ImageDropped, new FaultPlace(path, e.LineNumber), "not an annotation", "well-formed XML with the root <annotation>",
                WithoutPlace(e.Message));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            log.Add(BadDataAction.ImageDropped, listed, $"'{id}' has no annotation", path, "no such file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Add(BadDataAction.ImageDropped, new FaultPlace(path, 0), "unreadable annotation", "a readable file", e.Message.TrimEnd('.'));
        }

        return null;
    }

    // The reader appends the place, which the fault names already.
    private static string WithoutPlace(string message)
    {
        var place = message.LastIndexOf(" Line ", StringComparison.Ordinal);
        return (place > 0 ? message[..place] : message).TrimEnd('.');
    }
}
