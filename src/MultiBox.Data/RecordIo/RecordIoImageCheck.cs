using System.Globalization;
using MultiBox.Boxes;
using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>Reads and checks the images of one record file. Safe for several threads.</summary>
/// <param name="options">The classes and the policies.</param>
/// <param name="classes">The names behind the class ids.</param>
internal sealed class RecordIoImageCheck(ReadingOptions options, RecordIoClasses classes)
{
    // Of a picture, as much is read as its header takes: most begin within the first bytes, some behind a preview of their own.
    private const int FirstRead = 4 << 10;
    private const int Growth = 16;

    // MXNet fills a batch's shorter labels up with objects of which every number is this.
    private const float Padding = -1;

    private readonly ObjectCheck _check = new(options);

    /// <summary>Reads one image.</summary>
    /// <param name="record">The record.</param>
    /// <param name="source">The name of the source.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public RecordIoImage Read(RecordIoRecord record, string source)
    {
        var log = new FaultLog(options.OnBadData);
        var place = Place(record.File.Path, record.Number, record.Offset);
        if (!record.IsPadded && !log.Mend(BadDataAction.ImageDropped, place, "the padding is missing", "zeros up to a multiple of four bytes", "none"))
        {
            return new RecordIoImage(null, null, log.Entries);
        }

        var (label, wrong) = RecordIoLabel.Read(record);
        if (label is not null) return new RecordIoImage(label.Id, Image(record, label, source, place, log), log.Entries);
        log.Add(BadDataAction.ImageDropped, place, wrong!.What, wrong.Expected, wrong.Found);
        return new RecordIoImage(null, null, log.Entries) { IsDamaged = true };
    }

    /// <summary>A place where no record is, as an image that cannot be used.</summary>
    /// <param name="damage">The damage.</param>
    /// <param name="path">The file.</param>
    public RecordIoImage Refuse(RecordIoDamage damage, string path)
    {
        var log = new FaultLog(options.OnBadData);
        log.Add(BadDataAction.ImageDropped, Place(path, damage.Number, damage.Offset), damage.What, damage.Expected, damage.Found);
        return new RecordIoImage(null, null, log.Entries) { IsDamaged = true };
    }

    private static FaultPlace Place(string path, int number, long offset) =>
        new(path, 0, string.Create(CultureInfo.InvariantCulture, $"record {number} (offset {offset}): "));

    private ImageRecord? Image(RecordIoRecord record, RecordIoLabel label, string source, FaultPlace place, FaultLog log)
    {
        if (ReadSize(record, label.PictureStart, place, log) is not var (width, height)) return null;
        var before = log.Entries.Count;
        var stated = new List<AnnotatedObject>();
        for (var i = 0; i < label.Count; i++)
        {
            if (label.Object(i).ContainsAnyExcept(Padding) && Check(label.Object(i), place, i, width, height, log) is { } item) stated.Add(item);
        }

        return CheckedImage.Left(stated, log.DroppedObjectSince(before), place, log) is { } objects
            ? new ImageRecord("", source, record.Locate(label.PictureStart), record.File.Path, width, height, objects)
            : null;
    }

    private static (int Width, int Height)? ReadSize(RecordIoRecord record, int start, FaultPlace place, FaultLog log)
    {
        var length = record.Length - start;
        for (var read = (long)FirstRead; ; read *= Growth)
        {
            var head = new byte[Math.Min(read, length)];
            record.Read(start, head);
            try
            {
                return PictureCheck.Bounded(ImageFile.ReadSize(head, record.File.Path), place, log);
            }
            catch (InvalidDataException) when (head.Length < length)
            {
                // The header may be longer than what was read.
            }
            catch (InvalidDataException)
            {
                PictureCheck.AddUnreadable(length, place, log);
                return null;
            }
        }
    }

    private AnnotatedObject? Check(ReadOnlySpan<float> numbers, FaultPlace image, int index, int width, int height, FaultLog log)
    {
        var place = image with { Subject = string.Create(CultureInfo.InvariantCulture, $"{image.Subject[..^2]}, object {index + 1}: ") };
        var id = numbers[0];
        if (!float.IsInteger(id) || id < 0 || id >= classes.Names.Count)
        {
            // Past the experiment's own list, an id is of a class that the experiment leaves out.
            if (options.IgnoreOtherClasses && classes.File is null && float.IsInteger(id) && id > 0) return null;
            log.Add(
                BadDataAction.ObjectDropped, place, "no class id",
                string.Create(CultureInfo.InvariantCulture, $"0 to {classes.Names.Count - 1}, a position in {classes.Where}"), Text(id));
            return null;
        }

        var name = classes.Names[(int)id];
        if (_check.PassesOver(name)) return null;
        var className = _check.Label(name, place, log);
        var difficult = numbers.Length > 5 ? ObjectCheck.Flag("difficult", Text(numbers[5]), place, log) : false;
        var box = CheckBox(numbers.Slice(1, 4), place, width, height, log);
        return className > 0 && box is { } b && difficult is { } d ? new AnnotatedObject(className, b, d, Truncated: false) : null;
    }

    private static Box? CheckBox(ReadOnlySpan<float> corners, FaultPlace place, int width, int height, FaultLog log)
    {
        foreach (var number in corners)
        {
            if (float.IsFinite(number) && float.IsFinite(number * Math.Max(width, height))) continue;
            log.Add(BadDataAction.ObjectDropped, place, "a corner is no number", "0 to 1, a part of the picture's size", Text(number));
            return null;
        }

        var box = new Box(corners[0], corners[1], corners[2], corners[3]).Scale(width, height);
        return ObjectCheck.Box(box, BoxWording.ByCorners, place, width, height, log);
    }

    private static string Text(float number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One record after its check.</summary>
/// <param name="Id">The record's id; null when it was not read.</param>
/// <param name="Image">The image, not yet named; null when it was dropped.</param>
/// <param name="Faults">What was found on the way.</param>
internal sealed record RecordIoImage(ulong? Id, ImageRecord? Image, IReadOnlyList<BadDataEntry> Faults)
{
    /// <summary>Whether it holds no label of boxes at all.</summary>
    public bool IsDamaged { get; init; }
}
