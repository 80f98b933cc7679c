using System.Globalization;
using System.Xml;

namespace MultiBox.Data;

/// <summary>Reads and checks one listed image with its annotation.</summary>
internal sealed class VocImageCheck(ReadingOptions options)
{
    private readonly VocObjectCheck _objects = new(options);

    /// <summary>Reads one image.</summary>
    /// <param name="folder">The folder that lists it.</param>
    /// <param name="id">Its name.</param>
    /// <param name="listFile">The image set, for faults.</param>
    /// <param name="line">The line that names it.</param>
    /// <param name="pictures">The pictures of the folder by name.</param>
    public VocImage Read(VocFolder folder, string id, string listFile, int line, IReadOnlyDictionary<string, string> pictures)
    {
        var faults = new List<BadDataEntry>();
        if (id.AsSpan().ContainsAny('/', '\\') || id is "." or "..")
        {
            Refuse(listFile, line, "no image name", "a name without folders", $"'{id}'");
            return new VocImage(null, faults);
        }

        var file = folder.Annotation(id);
        var annotation = ReadAnnotation(file);
        var size = ReadSize(out var picture);
        if (annotation is null || size is not { } actual) return new VocImage(null, faults);

        var sizeAgrees = CheckSize(annotation, actual);
        var before = faults.Count;
        var objects = annotation.Objects
            .Select(item => _objects.Check(item, file, actual.Width, actual.Height, faults))
            .OfType<AnnotatedObject>().ToList();
        if (!sizeAgrees) return new VocImage(null, faults);

        var dropped = faults.Skip(before).Any(fault => fault.Action == BadDataAction.ObjectDropped);
        if (objects.Count == 0 && dropped)
        {
            // Something is in the picture, though nobody knows where: it must not pass for a true negative.
            faults.Add(new BadDataEntry(
                file, 0, "no valid object is left", "at least one", "faulty ones only", BadDataAction.ImageDropped));
            return new VocImage(null, faults);
        }

        return new VocImage(new ImageRecord(id, folder.Name, new PictureLocation(picture), file, actual.Width, actual.Height, objects), faults);

        VocAnnotation? ReadAnnotation(string path)
        {
            try
            {
                return VocAnnotationFile.Read(path);
            }
            catch (XmlException e)
            {
                Refuse(path, e.LineNumber, "not an annotation", "well-formed XML with the root <annotation>", WithoutPlace(e.Message));
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                Refuse(listFile, line, $"'{id}' has no annotation", path, "no such file");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Refuse(path, 0, "unreadable annotation", "a readable file", e.Message.TrimEnd('.'));
            }

            return null;
        }

        (int Width, int Height)? ReadSize(out string path)
        {
            if (!pictures.TryGetValue(id, out path!))
            {
                Refuse(listFile, line, $"'{id}' has no picture", Path.Combine(folder.Pictures, id + ".jpg"), "no such file");
                return null;
            }

            try
            {
                return options.PictureSize(path);
            }
            catch (InvalidDataException)
            {
                Refuse(path, 0, "unreadable picture", "a JPEG, PNG, BMP, WebP or GIF file", DescribeContent(path));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Refuse(path, 0, "unreadable picture", "a readable file", e.Message.TrimEnd('.'));
            }

            return null;
        }

        bool CheckSize(VocAnnotation stated, (int Width, int Height) real)
        {
            if (!stated.HasSize || (Is(stated.Width, real.Width) && Is(stated.Height, real.Height))) return true;
            var repair = options.OnBadData == BadDataPolicy.Repair;
            faults.Add(new BadDataEntry(
                file, stated.Width.Line, "the stated size is not the picture's",
                string.Create(CultureInfo.InvariantCulture, $"{real.Width}x{real.Height}"),
                $"{stated.Width.Text ?? "no width"}x{stated.Height.Text ?? "no height"}",
                repair ? BadDataAction.Repaired : ImageAction));
            return repair;
        }

        void Refuse(string path, int at, string what, string expected, string found) =>
            faults.Add(new BadDataEntry(path, at, what, expected, found, ImageAction));
    }

    private BadDataAction ImageAction => options.OnBadData == BadDataPolicy.Fail ? BadDataAction.Refused : BadDataAction.ImageDropped;

    private static bool Is(VocValue stated, int real) =>
        float.TryParse(stated.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == real;

    // The reader appends the place, which the fault names already.
    private static string WithoutPlace(string message)
    {
        var place = message.LastIndexOf(" Line ", StringComparison.Ordinal);
        return (place > 0 ? message[..place] : message).TrimEnd('.');
    }

    private static string DescribeContent(string path) => new FileInfo(path).Length switch
    {
        0 => "an empty file",
        var length => string.Create(CultureInfo.InvariantCulture, $"{length} bytes that are none"),
    };
}

/// <summary>One listed image after its check.</summary>
/// <param name="Record">The image; null when it was dropped.</param>
/// <param name="Faults">What was found on the way.</param>
internal sealed record VocImage(ImageRecord? Record, IReadOnlyList<BadDataEntry> Faults);
