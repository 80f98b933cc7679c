using System.Globalization;
using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>What a line of labels has no place for.</summary>
/// <param name="Difficult">VOC's flag.</param>
/// <param name="Truncated">VOC's flag.</param>
/// <param name="Crowd">COCO's flag.</param>
/// <param name="Corners">The corners in original pixels where the fractions round to other ones; else null.</param>
internal sealed record YoloAttributes(bool Difficult, bool Truncated, bool Crowd, Box? Corners)
{
    /// <summary>The attributes of objects that have none.</summary>
    /// <param name="objects">How many there are.</param>
    public static IReadOnlyList<YoloAttributes> NoneOf(int objects) => [.. Enumerable.Repeat(new YoloAttributes(false, false, false, null), objects)];

    /// <summary>Reads the file beside a file of labels: <c>difficult truncated crowd</c> a line, optionally with <c>x1 y1 x2 y2</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="objects">How many objects the labels state.</param>
    /// <param name="log">Where faults go.</param>
    /// <returns>One for each object; null when the image is dropped.</returns>
    /// <exception cref="Abstractions.MultiBoxException">The file cannot be read.</exception>
    public static IReadOnlyList<YoloAttributes>? Read(string path, int objects, FaultLog log)
    {
        var read = new List<YoloAttributes>();
        foreach (var (text, line) in BoundedLines.Read(path, YoloLabelFile.LargestFile))
        {
            if (read.Count == objects) return Mend(line, "a line too many", $"a line for each of {objects} objects", "more");
            if (Parse(text) is not { } attributes) return Mend(line, "not the attributes of an object", "difficult truncated crowd, each 0 or 1", $"'{text}'");
            read.Add(attributes);
        }

        return read.Count == objects ? read : Mend(0, "lines are missing", $"a line for each of {objects} objects", $"{read.Count}");

        IReadOnlyList<YoloAttributes>? Mend(int line, string what, string expected, string found) =>
            log.Mend(BadDataAction.ImageDropped, new FaultPlace(path, line), what, expected, found) ? NoneOf(objects) : null;
    }

    /// <summary>The line of an object.</summary>
    public string ToLine()
    {
        var flags = $"{Digit(Difficult)} {Digit(Truncated)} {Digit(Crowd)}";
        return Corners is not { } box
            ? flags
            : string.Create(CultureInfo.InvariantCulture, $"{flags} {box.X1:R} {box.Y1:R} {box.X2:R} {box.Y2:R}");
    }

    private static char Digit(bool flag) => flag ? '1' : '0';

    private static YoloAttributes? Parse(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (3 or 7) || words.Take(3).Any(word => word is not ("0" or "1"))) return null;
        var corners = new float[4];
        for (var i = 3; i < words.Length; i++)
        {
            if (!float.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out corners[i - 3])) return null;
        }

        return new YoloAttributes(
            words[0] == "1", words[1] == "1", words[2] == "1",
            words.Length == 7 ? new Box(corners[0], corners[1], corners[2], corners[3]) : null);
    }
}
