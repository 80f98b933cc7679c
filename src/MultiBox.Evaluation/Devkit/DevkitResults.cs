using System.Globalization;
using System.Text;
using MultiBox.Boxes;

namespace MultiBox.Evaluation;

/// <summary>
/// Result files as the VOC development kit and its evaluation server read them: a file for each class, in it a line
/// <c>image score xmin ymin xmax ymax</c> for each detection, the score with six decimals and coordinates with one.
/// </summary>
public static class DevkitResults
{
    /// <summary>The name of a class's file.</summary>
    /// <param name="className">The class, e.g. <c>aeroplane</c>.</param>
    /// <param name="set">The split, e.g. <c>test</c>.</param>
    public static string FileName(string className, string set = "test") => $"comp4_det_{set}_{className}.txt";

    /// <summary>Writes the files of all classes, empty ones too. Each replaces an older one only when it is complete.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="classNames">The classes 1..C-1, without the background.</param>
    /// <param name="detections">All detections; each file has them in this order.</param>
    /// <param name="set">The split, e.g. <c>test</c>.</param>
    /// <returns>The paths of the files, in the order of the classes.</returns>
    /// <exception cref="ArgumentException">A label is no class, a number is not finite, or a name cannot stand in a file.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(
        string folder, IReadOnlyList<string> classNames, IEnumerable<DevkitDetection> detections, string set = "test")
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(detections);
        CheckFileNames(classNames, set);
        var texts = classNames.Select(_ => new StringBuilder()).ToArray();
        foreach (var (imageId, detection) in detections)
        {
            CheckImageId(imageId);
            CheckDetection(imageId, detection, texts.Length);
            AppendLine(texts[detection.Label - 1], imageId, detection);
        }

        Directory.CreateDirectory(folder);
        return [.. classNames.Select((name, i) => Replace(Path.Combine(folder, FileName(name, set)), texts[i].ToString()))];
    }

    /// <summary>Reads the file of one class.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">The class that its detections get, 1..C-1.</param>
    /// <returns>The detections in the order of the file.</returns>
    /// <exception cref="InvalidDataException">Lines that are no detections, all of them, each with its number.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<DevkitDetection> Read(string path, int label)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(label, 1);
        var faults = new List<string>();
        var found = new List<DevkitDetection>();
        foreach (var (number, line) in File.ReadLines(path).Index())
        {
            if (TryParse(line, label, out var detection)) found.Add(detection);
            else faults.Add($"{path}:{number + 1} expected 'image score xmin ymin xmax ymax', found '{line}'.");
        }

        return faults.Count == 0 ? found : throw new InvalidDataException(string.Join('\n', faults));
    }

    private static void AppendLine(StringBuilder text, string imageId, Detection detection)
    {
        var box = detection.Box;
        text.Append(imageId).Append(' ').Append(Fixed(detection.Score, 6));
        foreach (var coordinate in (ReadOnlySpan<float>)[box.X1, box.Y1, box.X2, box.Y2]) text.Append(' ').Append(Fixed(coordinate, 1));
        text.Append('\n');
    }

    // Adding 0 turns the -0 of a coordinate just left of the image into 0.
    private static string Fixed(double value, int decimals) =>
        (Math.Round(value, decimals) + 0.0).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static bool TryParse(string line, int label, out DevkitDetection detection)
    {
        detection = default;
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length != 6) return false;
        var numbers = new float[5];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!float.TryParse(parts[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])) return false;
            if (!float.IsFinite(numbers[i])) return false;
        }

        var box = new Box(numbers[1], numbers[2], numbers[3], numbers[4]);
        detection = new DevkitDetection(parts[0], new Detection(label, numbers[0], box));
        return true;
    }

    private static string Replace(string path, string text)
    {
        var temporary = path + ".tmp";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
        return path;
    }

    private static void CheckFileNames(IReadOnlyList<string> classNames, string set)
    {
        ArgumentException.ThrowIfNullOrEmpty(set);
        foreach (var name in classNames.Append(set))
        {
            if (string.IsNullOrWhiteSpace(name) || name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()))
            {
                throw new ArgumentException($"'{name}' cannot be part of a file name.", nameof(classNames));
            }
        }
    }

    private static void CheckDetection(string imageId, Detection detection, int classes)
    {
        if (detection.Label < 1 || detection.Label > classes)
        {
            throw new ArgumentException($"Label {detection.Label} of image {imageId} is no class: 1..{classes}.", nameof(detection));
        }

        var box = detection.Box;
        if (!float.IsFinite(detection.Score + box.X1 + box.Y1 + box.X2 + box.Y2))
        {
            throw new ArgumentException($"A detection of image {imageId} has a number that is not finite.", nameof(detection));
        }
    }

    private static void CheckImageId(string imageId)
    {
        if (string.IsNullOrEmpty(imageId) || imageId.Any(char.IsWhiteSpace))
        {
            throw new ArgumentException($"'{imageId}' cannot be the name of an image: white space separates the fields.", nameof(imageId));
        }
    }
}
