using System.Globalization;

namespace MultiBox.Data;

/// <summary>Finds what is allowed but probably not meant.</summary>
internal static class DatasetWarnings
{
    /// <summary>Warnings about classes that do not occur, pictures that splits share, and dropped data.</summary>
    /// <param name="splits">The splits.</param>
    /// <param name="hash">The content hash of a picture.</param>
    public static IReadOnlyList<string> Find(IReadOnlyList<PreparedSplit> splits, Func<string, string> hash)
    {
        var warnings = new List<string>();
        foreach (var split in splits)
        {
            var absent = split.ClassCounts.Where(count => count.Objects == 0).Select(count => count.Name).ToList();
            if (absent.Count > 0) warnings.Add($"Split '{split.Name}' has no object of {string.Join(", ", absent)}.");
            if (split.Report.Entries.Count > 0) warnings.Add($"Split '{split.Name}' has {split.Report.Summary()}.");
        }

        var shared = DuplicatePictures.Exact(splits, hash).GroupBy(pair => (pair.First.Split, Other: pair.Second.Split));
        warnings.AddRange(shared.Select(pairs => Shared(pairs.Key.Split, pairs.Key.Other, pairs.Count())));
        return warnings;
    }

    /// <summary>The warning about pictures that two splits share.</summary>
    /// <param name="first">One split's name.</param>
    /// <param name="second">The other's.</param>
    /// <param name="count">How many pictures they share.</param>
    public static string Shared(string first, string second, int count) => string.Create(
        CultureInfo.InvariantCulture,
        $"Splits '{first}' and '{second}' share {count} {(count == 1 ? "picture" : "pictures")}: what is trained on one cannot be judged by the other.");
}
