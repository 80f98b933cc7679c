using System.Globalization;
using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>Turns the objects of one annotation into checked ones, noting every fault.</summary>
internal sealed class VocObjectCheck
{
    // VOC counts pixels from 1 and its boxes include their last pixel, so a box may reach one pixel past either border.
    private const float Tolerance = 1;
    private const int ClassesListed = 10;

    private readonly ReadingOptions _options;
    private readonly Dictionary<string, int> _labels;

    public VocObjectCheck(ReadingOptions options)
    {
        _options = options;
        _labels = options.ClassNames.Select((name, i) => (name, Label: i + 1)).ToDictionary(x => x.name, x => x.Label, StringComparer.Ordinal);
    }

    /// <summary>Checks one object.</summary>
    /// <param name="item">The object as its file states it.</param>
    /// <param name="file">The file, for faults.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    /// <param name="faults">Where faults go.</param>
    /// <returns>The object; null when it is dropped or of a class to be passed over.</returns>
    public AnnotatedObject? Check(VocObject item, string file, int width, int height, List<BadDataEntry> faults)
    {
        var label = 0;
        if (item.Name.Text is { Length: > 0 } name && !_labels.TryGetValue(name, out label) && _options.IgnoreOtherClasses) return null;
        if (label == 0)
        {
            var found = item.Name.Text is { Length: > 0 } text ? $"'{text}'{Hint(text)}" : "no name";
            Note(item.Name.Line, "unknown class", $"one of {ClassList()}", found);
        }

        var difficult = Flag("difficult", item.Difficult);
        var truncated = Flag("truncated", item.Truncated);
        var box = CheckBox();
        return label > 0 && box is { } b && difficult is { } d && truncated is { } t ? new AnnotatedObject(label, b, d, t) : null;

        Box? CheckBox()
        {
            var x1 = Number("xmin", item.XMin);
            var y1 = Number("ymin", item.YMin);
            var x2 = Number("xmax", item.XMax);
            var y2 = Number("ymax", item.YMax);
            if (x1 is null || y1 is null || x2 is null || y2 is null) return null;
            var box = new Box(x1.Value, y1.Value, x2.Value, y2.Value);
            var stated = Show(box);
            var line = item.XMin.Line;
            if (box.Width < 0 || box.Height < 0)
            {
                if (!Mend(line, "the box is inverted", "xmin < xmax and ymin < ymax", stated)) return null;
                box = new Box(Math.Min(box.X1, box.X2), Math.Min(box.Y1, box.Y2), Math.Max(box.X1, box.X2), Math.Max(box.Y1, box.Y2));
            }

            if (box.Area <= 0)
            {
                Note(line, "the box has no area", "xmin < xmax and ymin < ymax", stated);
                return null;
            }

            var inside = box.Clip(width, height);
            var size = string.Create(CultureInfo.InvariantCulture, $"{width}x{height}");
            if (inside.Area <= 0)
            {
                Note(line, "the box lies outside the picture", $"a box within {size}", stated);
                return null;
            }

            if (box.X1 >= -Tolerance && box.Y1 >= -Tolerance && box.X2 <= width + Tolerance && box.Y2 <= height + Tolerance) return box;
            return Mend(line, "the box leaves the picture", $"a box within {size}", stated) ? inside : null;
        }

        float? Number(string element, VocValue value)
        {
            if (float.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && float.IsFinite(number)) return number;
            Note(value.Line, $"{element} is no number", "a number of pixels", Quote(value));
            return null;
        }

        bool? Flag(string element, VocValue value)
        {
            // Some years leave a flag out or write "Unspecified": VOC's own tools read both as "no".
            if (value.Text is null or "" or "0" or "Unspecified" || bool.FalseString.Equals(value.Text, StringComparison.OrdinalIgnoreCase)) return false;
            if (value.Text is "1" || bool.TrueString.Equals(value.Text, StringComparison.OrdinalIgnoreCase)) return true;
            return Mend(value.Line, $"{element} is no flag", "0 or 1", Quote(value)) ? false : null;
        }

        void Note(int line, string what, string expected, string found) => faults.Add(new BadDataEntry(
            file, line, what, expected, found, _options.OnBadData == BadDataPolicy.Fail ? BadDataAction.Refused : BadDataAction.ObjectDropped));

        bool Mend(int line, string what, string expected, string found)
        {
            if (_options.OnBadData != BadDataPolicy.Repair)
            {
                Note(line, what, expected, found);
                return false;
            }

            faults.Add(new BadDataEntry(file, line, what, expected, found, BadDataAction.Repaired));
            return true;
        }
    }

    private static string Quote(VocValue value) => value.Text is { } text ? $"'{text}'" : "no such element";

    private static string Show(Box box) =>
        string.Create(CultureInfo.InvariantCulture, $"({box.X1}, {box.Y1}, {box.X2}, {box.Y2})");

    private string ClassList()
    {
        var names = string.Join(", ", _options.ClassNames.Take(ClassesListed));
        return _options.ClassNames.Count <= ClassesListed
            ? names
            : string.Create(CultureInfo.InvariantCulture, $"{names} and {_options.ClassNames.Count - ClassesListed} more");
    }

    private string Hint(string typed) =>
        DidYouMean.Nearest(typed, _options.ClassNames) is { } name ? $" - did you mean '{name}'?" : "";
}
