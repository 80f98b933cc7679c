using System.Globalization;

namespace MultiBox.Data;

/// <summary>Collects what deserves attention.</summary>
internal static class HealthFindings
{
    // A hint about a smaller part of the objects of a size stays with its size.
    private const double ToldShare = 0.1;

    /// <summary>
    /// The findings, warnings first. Of the matching those of the first split, whose objects train the network, and only what concerns many of
    /// the objects of a size.
    /// </summary>
    /// <param name="splits">The splits.</param>
    /// <param name="duplicates">The pictures that two splits share.</param>
    /// <param name="withoutDefaultBoxes">Why there are no default boxes; null where there are.</param>
    public static IReadOnlyList<HealthFinding> Of(IReadOnlyList<SplitHealth> splits, IReadOnlyList<DuplicatePicture> duplicates, string? withoutDefaultBoxes)
    {
        var findings = new List<HealthFinding>();
        if (withoutDefaultBoxes is not null) findings.Add(new HealthFinding(HealthLevel.Note, HealthTopic.Matching, $"What the default boxes match is left out: {withoutDefaultBoxes}"));
        foreach (var split in splits)
        {
            if (split.Imbalance.Hint is { } hint) findings.Add(new HealthFinding(split.Imbalance.Level, HealthTopic.Classes, $"Split '{split.Name}': {hint}"));
            if (split.Outside > 0)
            {
                findings.Add(new HealthFinding(HealthLevel.Note, HealthTopic.Objects, Text(
                    $"Split '{split.Name}': {split.Outside:n0} of {split.Objects:n0} objects lie outside of their picture, by their centre or wholly, and are never seen. Check their boxes.")));
            }

            if (split.BadData.Count > 0)
            {
                findings.Add(new HealthFinding(HealthLevel.Note, HealthTopic.BadData, $"Split '{split.Name}' has {new BadDataReport(split.BadData).Summary()}."));
            }
        }

        if (splits is [{ Matching: { } matching }, ..]) findings.AddRange(Matching(splits[0].Name, matching));
        findings.AddRange(Leaks(duplicates));
        return [.. findings.OrderByDescending(finding => finding.Level)];
    }

    private static IEnumerable<HealthFinding> Matching(string split, MatchingHealth matching) =>
        matching.Sizes.SelectMany(size => size.Hints.Where(hint => hint.Share >= ToldShare).Select(hint => new HealthFinding(
            hint.Level, HealthTopic.Matching, $"Split '{split}', objects {SizeRange(size)}: {hint.Text}")));

    private static IEnumerable<HealthFinding> Leaks(IReadOnlyList<DuplicatePicture> duplicates) => duplicates
        .GroupBy(pair => (pair.First.Split, Other: pair.Second.Split, pair.Kind))
        .Select(group => new HealthFinding(HealthLevel.Warning, HealthTopic.Leaks, DatasetWarnings.Shared(
            group.Key.Split, group.Key.Other,
            Text($"{group.Count():n0} {(group.Key.Kind == DuplicateKind.Exact ? "" : "nearly equal ")}{(group.Count() == 1 ? "picture" : "pictures")}"))));

    private static string SizeRange(SizeMatches size) => (size.From, size.To) switch
    {
        (null, { } to) => Text($"below {to} px"),
        ({ } from, null) => Text($"of {from} px and more"),
        _ => Text($"of {size.From} to {size.To} px"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
