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

        var pictures = splits.Select(split => split.Records.Select(record => hash(record.Picture.Path)).ToHashSet(StringComparer.Ordinal)).ToList();
        for (var i = 0; i < splits.Count; i++)
        {
            for (var j = i + 1; j < splits.Count; j++)
            {
                var shared = pictures[i].Count(pictures[j].Contains);
                if (shared == 0) continue;
                warnings.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Splits '{splits[i].Name}' and '{splits[j].Name}' share {shared} {(shared == 1 ? "picture" : "pictures")}: what is trained on one cannot be judged by the other."));
            }
        }

        return warnings;
    }
}
