using System.Globalization;
using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>Reads and checks the images of one record file.</summary>
/// <param name="options">The classes and the policies.</param>
/// <param name="classes">The names behind the class ids.</param>
internal sealed class RecordIoImageCheck(ReadingOptions options, RecordIoClasses classes)
{
    // Of a picture, as much is read as its header takes: most begin within the first bytes, some behind a preview of their own.
    private const int FirstRead = 4 << 10;
    private const int Growth = 16;

    // MXNet fills a batch's shorter labels up with objects of which every number is this.
    private const float Padding = -1;

    private readonly VocObjectCheck _objects = new(options);

    /// <summary>What is done about an image that cannot be used.</summary>
    public BadDataAction ImageAction => options.OnBadData == BadDataPolicy.Fail ? BadDataAction.Refused : BadDataAction.ImageDropped;

    /// <summary>Reads one image.</summary>
    /// <param name="record">The record.</param>
    /// <param name="source">The name of the source.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public RecordIoImage Read(RecordIoRecord record, string source)
    {
        var faults = new List<BadDataEntry>();
        var repair = options.OnBadData == BadDataPolicy.Repair;
        if (!record.IsPadded)
        {
            Note("the padding is missing", "zeros up to a multiple of four bytes", "none", repair ? BadDataAction.Repaired : ImageAction);
            if (!repair) return new RecordIoImage(null, null, faults);
        }

        var (label, wrong) = RecordIoLabel.Read(record);
        if (label is null)
        {
            faults.Add(Entry(wrong!, record.File.Path));
            return new RecordIoImage(null, null, faults) { IsDamaged = true };
        }

        if (ReadSize(record, label.PictureStart, Refuse) is not var (width, height)) return new RecordIoImage(label.Id, null, faults);
        var before = faults.Count;
        var objects = new List<AnnotatedObject>();
        for (var i = 0; i < label.Count; i++)
        {
            if (Check(record, i, label.Object(i), width, height, faults) is { } item) objects.Add(item);
        }

        if (objects.Count == 0 && faults.Skip(before).Any(fault => fault.Action == BadDataAction.ObjectDropped))
        {
            // Something is in the picture, though nobody knows where: it must not pass for a true negative.
            Note("no valid object is left", "at least one", "faulty ones only", BadDataAction.ImageDropped);
            return new RecordIoImage(label.Id, null, faults);
        }

        var image = new ImageRecord("", source, record.Locate(label.PictureStart), record.File.Path, width, height, objects);
        return new RecordIoImage(label.Id, image, faults);

        void Refuse(string what, string expected, string found) => Note(what, expected, found, ImageAction);

        void Note(string what, string expected, string found, BadDataAction action) =>
            faults.Add(new BadDataEntry(record.File.Path, 0, $"{Name(record.Number, record.Offset)}: {what}", expected, found, action));
    }

    /// <summary>A damage as a fault of its file.</summary>
    public BadDataEntry Entry(RecordIoDamage damage, string path) =>
        new(path, 0, $"{Name(damage.Number, damage.Offset)}: {damage.What}", damage.Expected, damage.Found, ImageAction);

    private static string Name(int number, long offset) => string.Create(CultureInfo.InvariantCulture, $"record {number} (offset {offset})");

    private static (int Width, int Height)? ReadSize(RecordIoRecord record, int start, Action<string, string, string> refuse)
    {
        var length = record.Length - start;
        for (var read = (long)FirstRead; ; read *= Growth)
        {
            var head = new byte[Math.Min(read, length)];
            record.Read(start, head);
            try
            {
                var size = ImageFile.ReadSize(head, record.File.Path);
                if ((long)size.Width * size.Height <= ImageFile.MaxPixels) return size;
                refuse(
                    "the picture is too large", string.Create(CultureInfo.InvariantCulture, $"at most {ImageFile.MaxPixels / 1_000_000} million pixels"),
                    string.Create(CultureInfo.InvariantCulture, $"{size.Width}x{size.Height}"));
                return null;
            }
            catch (InvalidDataException) when (head.Length < length)
            {
                // The header may be longer than what was read.
            }
            catch (InvalidDataException)
            {
                refuse(
                    "unreadable picture", "a JPEG, PNG, BMP, WebP or GIF file",
                    length == 0 ? "no bytes" : string.Create(CultureInfo.InvariantCulture, $"{length} bytes that are none"));
                return null;
            }
        }
    }

    private AnnotatedObject? Check(RecordIoRecord record, int index, ReadOnlySpan<float> numbers, int width, int height, List<BadDataEntry> faults)
    {
        if (!numbers.ContainsAnyExcept(Padding)) return null;
        var place = string.Create(CultureInfo.InvariantCulture, $"{Name(record.Number, record.Offset)}, object {index + 1}");
        var id = numbers[0];
        if (!float.IsInteger(id) || id < 0 || id >= classes.Names.Count)
        {
            // Past the experiment's own list, an id is of a class that the experiment leaves out.
            if (options.IgnoreOtherClasses && classes.File is null && float.IsInteger(id) && id > 0) return null;
            faults.Add(new BadDataEntry(
                record.File.Path, 0, $"{place}: no class id", $"0 to {Text(classes.Names.Count - 1)}, a position in {classes.Where}", Text(id),
                options.OnBadData == BadDataPolicy.Fail ? BadDataAction.Refused : BadDataAction.ObjectDropped));
            return null;
        }

        // The same checks as for an annotation in VOC's layout, in pixels.
        var found = new List<BadDataEntry>();
        var item = _objects.Check(
            new VocObject(
                0, new VocValue(classes.Names[(int)id], 0),
                new VocValue(Text(numbers[1] * width), 0), new VocValue(Text(numbers[2] * height), 0),
                new VocValue(Text(numbers[3] * width), 0), new VocValue(Text(numbers[4] * height), 0),
                new VocValue(numbers.Length > 5 ? Text(numbers[5]) : null, 0), new VocValue(null, 0)),
            record.File.Path, width, height, found);
        faults.AddRange(found.Select(fault => fault with { What = $"{place}: {fault.What}" }));
        return item;
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
