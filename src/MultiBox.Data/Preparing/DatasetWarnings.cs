using System.Globalization;

namespace MultiBox.Data;

/// <summary>Finds what is allowed but probably not meant.</summary>
internal static class DatasetWarnings
{
    private const int PairsNamed = 3;

    /// <summary>Warnings about classes that do not occur, dropped data, and pictures that splits share.</summary>
    /// <param name="splits">The splits, packed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static IReadOnlyList<string> Find(IReadOnlyList<PreparedSplit> splits, CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        foreach (var split in splits)
        {
            var absent = split.ClassCounts.Where(count => count.Objects == 0).Select(count => count.Name).ToList();
            if (absent.Count > 0) warnings.Add($"Split '{split.Name}' has no object of {string.Join(", ", absent)}.");
            if (split.Report.Entries.Count > 0) warnings.Add($"Split '{split.Name}' has {split.Report.Summary()}.");
        }

        for (var i = 0; i < splits.Count; i++)
        {
            for (var j = i + 1; j < splits.Count; j++)
            {
                var shared = DuplicateFinder.Find(splits[i].Pack!, splits[j].Pack!, cancellationToken);
                Add(warnings, splits[i], splits[j], [.. shared.Where(pair => pair.IsExact)], "picture", "pictures");
                Add(warnings, splits[i], splits[j], [.. shared.Where(pair => !pair.IsExact)], "nearly equal picture", "nearly equal pictures");
            }
        }

        return warnings;
    }

    private static void Add(List<string> warnings, PreparedSplit first, PreparedSplit second, SharedPicture[] pairs, string one, string many)
    {
        if (pairs.Length == 0) return;
        var named = pairs.Take(PairsNamed).Select(pair => $"{Name(first, pair.First)} = {Name(second, pair.Second)}");
        var count = string.Create(CultureInfo.InvariantCulture, $"{pairs.Length} {(pairs.Length == 1 ? one : many)}");
        warnings.Add(Shared(first.Name, second.Name, $"{count} ({string.Join(", ", named)}{(pairs.Length > PairsNamed ? ", ..." : "")})"));
    }

    /// <summary>The warning about pictures that two splits share.</summary>
    /// <param name="first">One split's name.</param>
    /// <param name="second">The other's.</param>
    /// <param name="pictures">How many they share, and of what kind.</param>
    public static string Shared(string first, string second, string pictures) =>
        $"Splits '{first}' and '{second}' share {pictures}: what is trained on one cannot be judged by the other.";

    private static string Name(PreparedSplit split, int index) => $"{split.Records[index].Source}/{split.Records[index].Id}";
}
