using System.Globalization;
using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>Checks what annotations of every format state of an object: its class, its box and its flags. Safe for several threads.</summary>
internal sealed class ObjectCheck
{
    // VOC counts pixels from 1 and its boxes include their last pixel, so a box may reach one pixel past either border.
    private const float Tolerance = 1;
    private const int ClassesListed = 10;

    private readonly ReadingOptions _options;
    private readonly Dictionary<string, int> _labels;

    public ObjectCheck(ReadingOptions options)
    {
        _options = options;
        _labels = options.ClassNames.Select((name, i) => (name, Label: i + 1)).ToDictionary(x => x.name, x => x.Label, StringComparer.Ordinal);
    }

    /// <summary>Whether an object is to be passed over without a word, whatever else is wrong with it.</summary>
    /// <param name="className">The class that it states, or null.</param>
    public bool PassesOver(string? className) =>
        _options.IgnoreOtherClasses && className is { Length: > 0 } && !_labels.ContainsKey(className);

    /// <summary>The label of a class.</summary>
    /// <param name="className">The class that the object states, or null.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="log">Where faults go.</param>
    /// <returns>1..C-1; 0 for an unknown class.</returns>
    public int Label(string? className, FaultPlace place, FaultLog log)
    {
        if (className is { Length: > 0 } && _labels.TryGetValue(className, out var label)) return label;
        var found = className is { Length: > 0 } ? $"'{className}'{Hint(className)}" : "no name";
        log.Add(BadDataAction.ObjectDropped, place, "unknown class", $"one of {ClassList()}", found);
        return 0;
    }

    /// <summary>Checks a box.</summary>
    /// <param name="stated">The box in original pixels, as stated, with finite corners.</param>
    /// <param name="wording">How the format speaks of boxes.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    /// <param name="log">Where faults go.</param>
    /// <returns>The box, mended if need be; null when the object is dropped.</returns>
    public static Box? Box(Box stated, BoxWording wording, FaultPlace place, int width, int height, FaultLog log)
    {
        var box = stated;
        if (box.Width < 0 || box.Height < 0)
        {
            if (!log.Mend(BadDataAction.ObjectDropped, place, "the box is inverted", wording.Positive, Found())) return null;
            box = new Box(Math.Min(box.X1, box.X2), Math.Min(box.Y1, box.Y2), Math.Max(box.X1, box.X2), Math.Max(box.Y1, box.Y2));
        }

        if (box.Area <= 0)
        {
            log.Add(BadDataAction.ObjectDropped, place, "the box has no area", wording.Positive, Found());
            return null;
        }

        var inside = box.Clip(width, height);
        var within = string.Create(CultureInfo.InvariantCulture, $"a box within {width}x{height}");
        if (inside.Area <= 0)
        {
            log.Add(BadDataAction.ObjectDropped, place, "the box lies outside the picture", within, Found());
            return null;
        }

        if (box.X1 >= -Tolerance && box.Y1 >= -Tolerance && box.X2 <= width + Tolerance && box.Y2 <= height + Tolerance) return box;
        return log.Mend(BadDataAction.ObjectDropped, place, "the box leaves the picture", within, Found()) ? inside : null;

        string Found() => string.Create(
            CultureInfo.InvariantCulture, $"{wording.Corners}({stated.X1}, {stated.Y1}, {stated.X2}, {stated.Y2})");
    }

    /// <summary>Reads a flag.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">What is stated; null when it is left out, which means no.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="log">Where faults go.</param>
    /// <returns>The flag; null when the object is dropped.</returns>
    public static bool? Flag(string name, string? text, FaultPlace place, FaultLog log)
    {
        // Some years of VOC write "Unspecified": its own tools read that as "no".
        if (text is null or "" or "0" or "Unspecified" || bool.FalseString.Equals(text, StringComparison.OrdinalIgnoreCase)) return false;
        if (text is "1" || bool.TrueString.Equals(text, StringComparison.OrdinalIgnoreCase)) return true;
        return log.Mend(BadDataAction.ObjectDropped, place, $"{name} is no flag", "0 or 1", $"'{text}'") ? false : null;
    }

    private string ClassList()
    {
        var names = string.Join(", ", _options.ClassNames.Take(ClassesListed));
        return _options.ClassNames.Count <= ClassesListed
            ? names
            : string.Create(CultureInfo.InvariantCulture, $"{names} and {_options.ClassNames.Count - ClassesListed} more");
    }

    // A hint for a whole page of text would cost more than it helps.
    private string Hint(string typed) =>
        typed.Length <= 100 && DidYouMean.Nearest(typed, _options.ClassNames) is { } name ? $" - did you mean '{name}'?" : "";
}
