using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MultiBox.Weights;

/// <summary>
/// A tensor's name with whole numbers left open: <c>stage{s}_unit{u}_conv1_weight</c>. In the name that it is turned into, a number
/// may be moved: <c>extra_layers.{k-1}.conv1x1.weight</c>.
/// </summary>
public sealed partial class NamePattern
{
    private readonly List<(string Text, string? Variable, int Added)> _parts;
    private readonly Regex _regex;

    private NamePattern(string text, List<(string Text, string? Variable, int Added)> parts)
    {
        Text = text;
        _parts = parts;
        var regex = new StringBuilder("^");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (literal, variable, _) in parts)
        {
            regex.Append(Regex.Escape(literal));
            if (variable is null) continue;
            regex.Append(seen.Add(variable) ? $"(?<{variable}>0|[1-9][0-9]{{0,5}})" : $"\\k<{variable}>");
        }

        _regex = new Regex(regex.Append('$').ToString(), RegexOptions.CultureInvariant);
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>The names of the open numbers.</summary>
    public IReadOnlySet<string> Variables => _parts.Select(part => part.Variable).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether some number is moved, which only a name to be made can have.</summary>
    public bool Moves => _parts.Any(part => part.Added != 0);

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <exception cref="FormatException">A brace is not closed, or holds something else than a name and a number to add.</exception>
    public static NamePattern Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var parts = new List<(string, string?, int)>();
        var start = 0;
        foreach (Match match in Placeholder().Matches(text))
        {
            var added = match.Groups["added"].Value;
            parts.Add((Literal(text, start, match.Index), match.Groups["name"].Value, added.Length == 0 ? 0 : int.Parse(added, CultureInfo.InvariantCulture)));
            start = match.Index + match.Length;
        }

        parts.Add((Literal(text, start, text.Length), null, 0));
        return new NamePattern(text, parts);
    }

    /// <summary>Compares a name with the pattern.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The open numbers; null when the name is another.</returns>
    public IReadOnlyDictionary<string, int>? Match(string name)
    {
        var match = _regex.Match(name);
        return match.Success
            ? Variables.ToDictionary(variable => variable, variable => int.Parse(match.Groups[variable].Value, CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>The name with numbers put in.</summary>
    /// <param name="numbers">A number for each variable.</param>
    public string Fill(IReadOnlyDictionary<string, int> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return string.Concat(_parts.Select(part => part.Variable is null ? part.Text : part.Text + (numbers[part.Variable] + part.Added).ToString(CultureInfo.InvariantCulture)));
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Literal(string text, int start, int end)
    {
        var literal = text[start..end];
        return literal.IndexOfAny(['{', '}']) < 0 ? literal : throw new FormatException($"'{text}' has a brace that is no {{name}}, {{name+1}} or {{name-1}}");
    }

    [GeneratedRegex(@"\{(?<name>[a-z]+)(?<added>[+-][0-9]{1,4})?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
