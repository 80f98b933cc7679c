using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MultiBox.Experiments;

/// <summary>
/// Writes nodes as YAML: maps and lists of maps in block style, other lists in brackets, text quoted wherever it could be misread.
/// </summary>
internal static partial class YamlWriter
{
    /// <summary>Writes a map; each line ends with <c>\n</c>.</summary>
    public static string Write(LocatedMap map)
    {
        var text = new StringBuilder();
        WriteMap(text, map, 0);
        return text.ToString();
    }

    /// <summary>Writes a value on one line.</summary>
    public static string WriteInline(LocatedNode node) => Flow(node);

    /// <summary>Whether text reads back as the same text without quotes.</summary>
    public static bool IsSafePlain(string text) => PlainPattern().IsMatch(text) && !ReservedPattern().IsMatch(text);

    private static void WriteMap(StringBuilder text, LocatedMap map, int indent)
    {
        if (map.Entries.Count == 0) text.Append(' ', indent).Append("{}\n");
        foreach (var entry in map.Entries)
        {
            text.Append(' ', indent).Append(Key(entry.Key)).Append(':');
            WriteValue(text, entry.Value, indent);
        }
    }

    private static void WriteValue(StringBuilder text, LocatedNode value, int indent)
    {
        if (value is LocatedMap { Entries.Count: > 0 } map)
        {
            text.Append('\n');
            WriteMap(text, map, indent + 2);
        }
        else if (value is LocatedList list && list.Items.Any(HasMap))
        {
            text.Append('\n');
            foreach (var item in list.Items) WriteItem(text, item, indent + 2);
        }
        else
        {
            text.Append(' ').Append(Flow(value)).Append('\n');
        }
    }

    private static void WriteItem(StringBuilder text, LocatedNode item, int indent)
    {
        if (item is not LocatedMap { Entries.Count: > 0 } map)
        {
            text.Append(' ', indent).Append('-');
            WriteValue(text, item, indent);
            return;
        }

        // The first key stands beside the dash.
        var start = text.Length;
        WriteMap(text, map, indent + 2);
        text[start + indent] = '-';
    }

    private static bool HasMap(LocatedNode node) => node switch
    {
        LocatedMap => true,
        LocatedList list => list.Items.Any(HasMap),
        _ => false,
    };

    private static string Flow(LocatedNode node) => node switch
    {
        LocatedScalar { IsPlain: true, IsNull: true } => "null",
        LocatedScalar { IsPlain: true } scalar => scalar.Text,
        LocatedScalar scalar => Quoted(scalar.Text),
        LocatedList list => $"[{string.Join(", ", list.Items.Select(Flow))}]",
        LocatedMap map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{Key(entry.Key)}: {Flow(entry.Value)}"))}}}",
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    private static string Key(string key) => IsSafePlain(key) ? key : Quoted(key);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' =>
                    string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"^[A-Za-z_/][A-Za-z0-9_./+-]*( [A-Za-z0-9_./+-]+)*$")]
    private static partial Regex PlainPattern();

    // Words that YAML 1.1 or 1.2 readers take for something other than text.
    [GeneratedRegex("^(null|true|false|yes|no|on|off|y|n)$", RegexOptions.IgnoreCase)]
    private static partial Regex ReservedPattern();
}
