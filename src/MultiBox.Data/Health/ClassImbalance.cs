using System.Globalization;

namespace MultiBox.Data;

/// <summary>How unevenly a split's objects are spread over the classes.</summary>
/// <param name="Largest">The class with the most objects, the first on a tie.</param>
/// <param name="LargestObjects">Its objects.</param>
/// <param name="LargestShare">Their part of all objects, 0..1.</param>
/// <param name="Smallest">The class with the fewest objects, the first on a tie.</param>
/// <param name="SmallestObjects">Its objects.</param>
/// <param name="Ratio">The largest over the smallest; null when the smallest has none.</param>
/// <param name="Level">A note from a ratio of <see cref="NoteRatio"/>, a warning from <see cref="WarningRatio"/> or for a class without objects.</param>
/// <param name="Hint">What it means; null when there is nothing to remark.</param>
public sealed record ClassImbalance(
    string Largest, int LargestObjects, double LargestShare, string Smallest, int SmallestObjects, double? Ratio, HealthLevel Level, string? Hint)
{
    /// <summary>From here on an imbalance is noted: a factor that published data sets such as VOC reach and detectors learn with.</summary>
    public const double NoteRatio = 10;

    /// <summary>From here on an imbalance is warned of.</summary>
    public const double WarningRatio = 100;

    /// <summary>Compares the classes of a split.</summary>
    /// <param name="classes">The classes; at least one.</param>
    internal static ClassImbalance Of(IReadOnlyList<ClassHealth> classes)
    {
        var largest = classes.MaxBy(item => item.Objects)!;
        var smallest = classes.MinBy(item => item.Objects)!;
        double? ratio = smallest.Objects == 0 ? null : Math.Round((double)largest.Objects / smallest.Objects, 2);
        var level = ratio switch
        {
            null or >= WarningRatio => HealthLevel.Warning,
            >= NoteRatio => HealthLevel.Note,
            _ => HealthLevel.Ok,
        };
        var hint = level switch
        {
            HealthLevel.Ok => null,
            _ when ratio is null => Absent(classes),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"'{largest.Name}' has {largest.Objects:n0} objects, {ratio:0.#} times as many as '{smallest.Name}' with {smallest.Objects:n0}. Expect a low AP of the rare classes; more images of them help most."),
        };
        return new ClassImbalance(largest.Name, largest.Objects, largest.Share, smallest.Name, smallest.Objects, ratio, level, hint);
    }

    private static string Absent(IReadOnlyList<ClassHealth> classes)
    {
        List<string> absent = [.. classes.Where(item => item.Objects == 0).Select(item => $"'{item.Name}'")];
        return absent.Count == classes.Count
            ? "There is no object at all."
            : $"No object of {string.Join(", ", absent)}: nothing can be learnt of {(absent.Count == 1 ? "it" : "them")} here, or measured. Check the names, or add images.";
    }
}
