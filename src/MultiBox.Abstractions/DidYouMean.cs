namespace MultiBox.Abstractions;

/// <summary>Finds the name that a user probably meant.</summary>
public static class DidYouMean
{
    /// <summary>The candidate nearest to a mistyped name, by edit distance without regard to case.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="candidates">The names that exist.</param>
    /// <returns>The nearest name, or null when none is near (more than a third of the letters differ).</returns>
    public static string? Nearest(string typed, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(candidates);
        return candidates
            .Select(name => (Name: name, Distance: Distance(typed.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(x => x.Distance <= Math.Max(1, Math.Max(typed.Length, x.Name.Length) / 3))
            .OrderBy(x => x.Distance).ThenBy(x => x.Name, StringComparer.Ordinal)
            .Select(x => x.Name)
            .FirstOrDefault();
    }

    /// <summary>The sentence " Did you mean 'x'?" with its leading space, or an empty string when no name is near.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="candidates">The names that exist.</param>
    public static string Sentence(string typed, IEnumerable<string> candidates) =>
        Nearest(typed, candidates) is { } name ? $" Did you mean '{name}'?" : "";

    // Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours each count one.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
