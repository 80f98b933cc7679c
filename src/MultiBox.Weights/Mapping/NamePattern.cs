using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MultiBox.Weights;

/// <summary>
/// A tensor's name with parts left open: whole numbers, <c>stage{s}_unit{u}_conv1_weight</c>, and words from a list,
/// <c>bn0_{p:gamma|beta}</c>. In a second pattern a number may be moved, <c>extra_layers.{k-1}.conv1x1.weight</c>, and a list may hold
/// other words for the same places, <c>bn0.{p:weight|bias}</c>; without a list the words of the first pattern stand. In a pattern that is
/// only compared, <c>{rest*}</c> stands for any text.
/// </summary>
public sealed partial class NamePattern
{
    private readonly List<Part> _parts;
    private readonly Regex _regex;

    private NamePattern(string text, List<Part> parts)
    {
        Text = text;
        _parts = parts;
        var regex = new StringBuilder("^");
        foreach (var (i, part) in parts.Index())
        {
            regex.Append(Regex.Escape(part.Literal));
            if (part.Variable is null) continue;
            regex.Append(CultureInfo.InvariantCulture, $"(?<p{i}>{part.Expression})");
        }

        _regex = new Regex(regex.Append('$').ToString(), RegexOptions.CultureInvariant);
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>The names of what is open.</summary>
    public IReadOnlySet<string> Variables => _parts.Select(part => part.Variable).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether a part stands for any text, so that nothing can be put in.</summary>
    public bool IsOpenEnded => _parts.Any(part => part.IsText);

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="like">The pattern whose lists of words stand where <paramref name="text"/> names a variable alone; null for none.</param>
    /// <exception cref="FormatException">
    /// A brace is not closed, or holds something else than a name with a number to add or a list; or a list has another length than
    /// that of <paramref name="like"/>.
    /// </exception>
    public static NamePattern Parse(string text, NamePattern? like = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var parts = new List<Part>();
        var start = 0;
        foreach (Match match in Placeholder().Matches(text))
        {
            var name = match.Groups["name"].Value;
            var given = match.Groups["words"].Success ? match.Groups["words"].Value.Split('|') : null;
            var known = parts.FirstOrDefault(part => part.Variable == name)?.Words ?? like?._parts.FirstOrDefault(part => part.Variable == name)?.Words;
            if (given is not null && known is not null && given.Length != known.Length) throw new FormatException($"'{text}' lists {given.Length} words for '{name}', expected {known.Length}");
            var added = match.Groups["added"].Value;
            parts.Add(new Part(Between(text, start, match.Index), name, added.Length == 0 ? 0 : int.Parse(added, CultureInfo.InvariantCulture), given ?? known, match.Groups["text"].Success));
            start = match.Index + match.Length;
        }

        parts.Add(new Part(Between(text, start, text.Length), null, 0, null, false));
        return new NamePattern(text, parts);
    }

    /// <summary>The pattern that one name alone fits.</summary>
    /// <param name="name">The name, braces and all.</param>
    public static NamePattern Literal(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new NamePattern(name, [new Part(name, null, 0, null, false)]);
    }

    /// <summary>Compares a name with the pattern.</summary>
    /// <param name="name">The name.</param>
    /// <returns>What was open: the numbers, not moved, and each word's place in its list; null when the name is another.</returns>
    public IReadOnlyDictionary<string, int>? Match(string name)
    {
        var match = _regex.Match(name);
        if (!match.Success) return null;
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, part) in _parts.Index())
        {
            if (part.Variable is null) continue;
            var text = match.Groups[$"p{i}"].Value;
            var value = part.IsText ? 0 : part.Words is null ? int.Parse(text, CultureInfo.InvariantCulture) - part.Added : Array.IndexOf(part.Words, text);
            // The same variable stands for the same everywhere, and numbers begin at 0.
            if (value < 0 || (!found.TryAdd(part.Variable, value) && found[part.Variable] != value)) return null;
        }

        return found;
    }

    /// <summary>The name with everything put in.</summary>
    /// <param name="values">What <see cref="Match"/> found, of this pattern or of one with the same variables.</param>
    /// <exception cref="InvalidOperationException">The pattern <see cref="IsOpenEnded"/>.</exception>
    public string Fill(IReadOnlyDictionary<string, int> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (IsOpenEnded) throw new InvalidOperationException($"'{Text}' stands for any text: there is nothing to put in.");
        return string.Concat(_parts.Select(part => part.Variable is null ? part.Literal : part.Literal + Filled(part, values[part.Variable])));
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Filled(Part part, int value) => part.Words is null ? (value + part.Added).ToString(CultureInfo.InvariantCulture) : part.Words[value];

    private static string Between(string text, int start, int end)
    {
        var literal = text[start..end];
        return literal.IndexOfAny(['{', '}']) < 0 ? literal : throw new FormatException($"'{text}' has a brace that is no {{name}}, {{name+1}}, {{name-1}}, {{name:word|word}} or {{name*}}");
    }

    [GeneratedRegex(@"\{(?<name>[a-z]+)(?:(?<added>[+-][0-9]{1,4})|:(?<words>[^{}|]+(?:\|[^{}|]+)*)|(?<text>\*))?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    // A literal and what is open behind it; the last part is a literal alone.
    private sealed record Part(string Literal, string? Variable, int Added, string[]? Words, bool IsText)
    {
        public string Expression => IsText ? ".+" : Words is null ? "0|[1-9][0-9]{0,5}" : string.Join('|', Words.Select(Regex.Escape));
    }
}
