using System.Globalization;

namespace MultiBox.Data;

/// <summary>One object of a file of labels.</summary>
/// <param name="Line">Its line.</param>
/// <param name="ClassId">The class.</param>
/// <param name="CenterX">The box's centre from the left, as a fraction of the picture's width.</param>
/// <param name="CenterY">The box's centre from the top, as a fraction of the picture's height.</param>
/// <param name="Width">The box's width, as a fraction of the picture's.</param>
/// <param name="Height">The box's height, as a fraction of the picture's.</param>
internal sealed record YoloLabel(int Line, long ClassId, double CenterX, double CenterY, double Width, double Height);

/// <summary>Parses files of labels: <c>class x y width height</c> a line, or a class with a polygon, which becomes the box around it.</summary>
internal static class YoloLabelFile
{
    /// <summary>The largest file that is read: ten thousand objects with fine outlines.</summary>
    public const long LargestFile = 16 << 20;

    // Fractions of more are pixels, or numbers of another kind.
    private const double LargestFraction = 10;

    // A file of another kind would make a fault of every line.
    private const int MaxFaults = 100;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="log">Where faults go.</param>
    /// <returns>
    /// An entry for each line that is not blank, null for one that cannot be used; null instead of the list when the file is none of labels.
    /// </returns>
    /// <exception cref="Abstractions.MultiBoxException">The file cannot be read.</exception>
    public static List<YoloLabel?>? Read(string path, FaultLog log)
    {
        var labels = new List<YoloLabel?>();
        var faults = 0;
        foreach (var (text, line) in BoundedLines.Read(path, LargestFile))
        {
            var label = Parse(text, line, out var found);
            if (label is null)
            {
                if (++faults > MaxFaults)
                {
                    log.Add(
                        BadDataAction.ImageDropped, new FaultPlace(path, line), "not a file of labels", "lines of a class and a box",
                        string.Create(CultureInfo.InvariantCulture, $"over {MaxFaults} others"));
                    return null;
                }

                log.Add(
                    BadDataAction.ObjectDropped, new FaultPlace(path, line), "not a label",
                    "a class id with x y width height, or with a polygon of 3 points or more, as fractions of the picture", found);
            }

            labels.Add(label);
        }

        return labels;
    }

    private static YoloLabel? Parse(string text, int line, out string found)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            found = $"'{words[i]}'";
            if (!double.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])) return null;
            // The class may be any whole number, also one written with a fraction of 0. What is no number is in no range.
            var isUsable = i == 0 ? numbers[0] == Math.Floor(numbers[0]) && numbers[0] is >= 0 and < int.MaxValue : Math.Abs(numbers[i]) <= LargestFraction;
            if (!isUsable) return null;
        }

        found = numbers.Length == 1 ? "one number" : string.Create(CultureInfo.InvariantCulture, $"{numbers.Length} numbers");
        if (numbers.Length == 5) return new YoloLabel(line, (long)numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        return numbers.Length >= 7 && numbers.Length % 2 == 1 ? Around((long)numbers[0], numbers.AsSpan(1), line) : null;
    }

    private static YoloLabel Around(long classId, ReadOnlySpan<double> points, int line)
    {
        var (left, top, right, bottom) = (points[0], points[1], points[0], points[1]);
        for (var i = 2; i < points.Length; i += 2)
        {
            (left, right) = (Math.Min(left, points[i]), Math.Max(right, points[i]));
            (top, bottom) = (Math.Min(top, points[i + 1]), Math.Max(bottom, points[i + 1]));
        }

        return new YoloLabel(line, classId, (left + right) / 2, (top + bottom) / 2, right - left, bottom - top);
    }
}
