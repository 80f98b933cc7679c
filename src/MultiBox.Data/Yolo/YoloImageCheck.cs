using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Reads and checks one listed picture with its labels.</summary>
/// <param name="source">The source's name.</param>
/// <param name="options">The classes and the policies.</param>
/// <param name="names">The names of the source's classes; null when ids are positions among the experiment's.</param>
internal sealed class YoloImageCheck(string source, ReadingOptions options, YoloClassNames? names)
{
    private readonly ObjectCheck _check = new(options);

    /// <summary>Reads one image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="id">Its name.</param>
    public CheckedImage Read(YoloImage image, string id)
    {
        var log = new FaultLog(options.OnBadData);
        return new CheckedImage(Record(image, id, log), log.Entries);
    }

    private ImageRecord? Record(YoloImage image, string id, FaultLog log)
    {
        if (!File.Exists(image.Picture))
        {
            log.Add(BadDataAction.ImageDropped, image.Place, "no such picture", image.Picture, "no such file");
            return null;
        }

        if (PictureCheck.ReadSize(image.Picture, log, options.PictureSize) is not { } size) return null;
        var hasLabels = File.Exists(image.Labels);
        if ((hasLabels ? Objects(image, size, log) : []) is not { } objects) return null;
        var annotation = hasLabels ? image.Labels : image.Picture;
        return new ImageRecord(id, source, new PictureLocation(image.Picture), annotation, size.Width, size.Height, objects);
    }

    private IReadOnlyList<AnnotatedObject>? Objects(YoloImage image, (int Width, int Height) size, FaultLog log)
    {
        try
        {
            if (YoloLabelFile.Read(image.Labels, log) is not { } labels) return null;
            var attributes = image.Attributes is { } file && File.Exists(file)
                ? YoloAttributes.Read(file, labels.Count, log)
                : YoloAttributes.NoneOf(labels.Count);
            if (attributes is null) return null;
            var objects = new List<AnnotatedObject>();
            for (var i = 0; i < labels.Count; i++)
            {
                if (labels[i] is { } label && Check(label, attributes[i], image.Labels, size, log) is { } item) objects.Add(item);
            }

            return CheckedImage.Left(objects, log.DroppedObjectSince(0), new FaultPlace(image.Labels, 0), log);
        }
        catch (MultiBoxException fault)
        {
            // One damaged file is a fault of its image.
            log.Add(BadDataAction.ImageDropped, new FaultPlace(image.Labels, 0), "unreadable labels", "a readable file of text", fault.Message.TrimEnd('.'));
            return null;
        }
    }

    private AnnotatedObject? Check(YoloLabel label, YoloAttributes attributes, string file, (int Width, int Height) size, FaultLog log)
    {
        var place = new FaultPlace(file, label.Line);
        if (Label(label.ClassId, place, log) is not { } classLabel) return null;
        var stated = (label.CenterX, label.CenterY, label.Width, label.Height);
        var corners = attributes.Corners is { } exact && YoloBox.FromCorners(exact, size.Width, size.Height) == stated
            ? exact
            : YoloBox.ToCorners(label.CenterX, label.CenterY, label.Width, label.Height, size.Width, size.Height);
        var box = ObjectCheck.Box(corners, BoxWording.BySize, place, size.Width, size.Height, log);
        return classLabel > 0 && box is { } b ? new AnnotatedObject(classLabel, b, attributes.Difficult, attributes.Truncated, attributes.Crowd) : null;
    }

    // Null for a class to be passed over, 0 for an unknown one.
    private int? Label(long id, FaultPlace place, FaultLog log)
    {
        string? name;
        if (names is null)
        {
            if (id < options.ClassNames.Count) return (int)id + 1;
            if (options.IgnoreOtherClasses) return null;
            log.Add(
                BadDataAction.ObjectDropped, place, "unknown class",
                string.Create(CultureInfo.InvariantCulture, $"an id below {options.ClassNames.Count}, the number of classes, as no file names them"), Text(id));
            return 0;
        }

        if (!names.Names.TryGetValue(id, out name))
        {
            log.Add(BadDataAction.ObjectDropped, place, "unknown class", $"an id that {Path.GetFileName(names.File)} names", Text(id));
            return 0;
        }

        return _check.PassesOver(name) ? null : _check.Label(name, place, log);
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
