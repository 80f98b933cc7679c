using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MultiBox.Experiments;

/// <summary>
/// Reads YAML 1.2 text into nodes that know their place. It works on the parser's events rather than on YamlDotNet's own nodes, so
/// that duplicate keys are reported all together, and size, depth and the expansion of aliases are limited before they cost anything.
/// </summary>
internal sealed class YamlReader
{
    /// <summary>The largest text that is read, in characters.</summary>
    public const int MaxCharacters = 1 << 20;

    /// <summary>The largest number of values, with each use of an alias counted in full.</summary>
    public const int MaxNodes = 20_000;

    /// <summary>The deepest nesting of lists and maps.</summary>
    public const int MaxDepth = 32;

    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly string _source;
    private readonly SourceLocation? _fixedLocation;
    private readonly List<Fault> _faults;
    private readonly Dictionary<string, LocatedNode> _anchors = [];
    private long _nodes;

    private YamlReader(string text, string source, SourceLocation? fixedLocation, List<Fault> faults)
    {
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
        _source = source;
        _fixedLocation = fixedLocation;
        _faults = faults;
    }

    /// <summary>Reads one document.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="source">The file's name for people.</param>
    /// <param name="faults">Receives the faults.</param>
    /// <returns>The document's value; null for an empty text or one with a fault that hides the rest.</returns>
    public static LocatedNode? Read(string text, string source, List<Fault> faults) => Read(text, source, null, faults);

    /// <summary>Reads the value of an override: every node gets the override's location.</summary>
    public static LocatedNode? ReadOverride(string text, SourceLocation location, List<Fault> faults) =>
        Read(text, location.Source, location, faults);

    private static LocatedNode? Read(string text, string source, SourceLocation? fixedLocation, List<Fault> faults)
    {
        if (text.Length > MaxCharacters)
        {
            faults.Add(new Fault(
                fixedLocation ?? new SourceLocation(source, 1, 1),
                "",
                "too long",
                $"at most {MaxCharacters} characters",
                Found: $"{text.Length}"));
            return null;
        }

        return new YamlReader(text, source, fixedLocation, faults).ReadDocument();
    }

    private LocatedNode? ReadDocument()
    {
        try
        {
            Next();
            if (Next() is StreamEnd) return null;
            var root = ReadNode(Next(), 0);
            Next();
            if (Next() is DocumentStart second)
            {
                _faults.Add(new Fault(At(second.Start), "", "more than one YAML document", "one", null));
            }

            return root;
        }
        catch (GiveUpException)
        {
            return null;
        }
        catch (YamlException exception)
        {
            // For a tab the parser names the start of the map around it; other messages are right.
            var mark = exception.Message.Contains("tab", StringComparison.Ordinal) ? _scanner.CurrentPosition : exception.Start;
            _faults.Add(new Fault(At(mark), "", $"not valid YAML: {Sentence(exception.Message)}"));
            return null;
        }
        catch (InvalidOperationException)
        {
            // The scanner throws this for some unclosed flow collections instead of a YamlException.
            _faults.Add(new Fault(At(_scanner.CurrentPosition), "", "not valid YAML: a '[', '{' or quote before this place is not closed"));
            return null;
        }
    }

    private static string Sentence(string message) => char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.');

    private ParsingEvent Next()
    {
        if (!_parser.MoveNext()) throw new InvalidOperationException("The parser ended early.");
        return _parser.Current!;
    }

    private SourceLocation At(Mark mark) => _fixedLocation ?? new SourceLocation(_source, (int)mark.Line, (int)mark.Column);

    private LocatedNode ReadNode(ParsingEvent start, int depth)
    {
        var location = At(start.Start);
        if (depth > MaxDepth) throw GiveUp(location, "nested too deeply", $"at most {MaxDepth} levels");
        if (start is AnchorAlias alias) return ReadAlias(alias, location);
        Count(1, location);
        if (start is NodeEvent { Tag.IsEmpty: false } tagged)
        {
            _faults.Add(new Fault(location, "", $"the tag '{tagged.Tag.Value}' is not supported", "a value without a tag", null));
        }

        LocatedNode node = start switch
        {
            Scalar scalar => new LocatedScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, location),
            SequenceStart => ReadList(location, depth),
            _ => ReadMap(location, depth),
        };
        if (start is NodeEvent { Anchor.IsEmpty: false } anchored) _anchors[anchored.Anchor.Value] = node;
        return node;
    }

    private LocatedNode ReadAlias(AnchorAlias alias, SourceLocation location)
    {
        // An anchor is known only once its value is complete, so a value can never contain itself.
        if (!_anchors.TryGetValue(alias.Value.Value, out var node))
        {
            _faults.Add(new Fault(
                location, "", $"no anchor '&{alias.Value.Value}' before this alias", null, $"'*{alias.Value.Value}'",
                Abstractions.DidYouMean.Sentence(alias.Value.Value, _anchors.Keys).Trim() is { Length: > 0 } hint ? hint : null));
            return new LocatedScalar("", true, location);
        }

        Count(node.Size, location);
        return node;
    }

    private void Count(long nodes, SourceLocation location)
    {
        _nodes += nodes;
        if (_nodes > MaxNodes) throw GiveUp(location, "too many values (aliases count in full)", $"at most {MaxNodes}");
    }

    private GiveUpException GiveUp(SourceLocation location, string what, string expected)
    {
        _faults.Add(new Fault(location, "", what, expected));
        return new GiveUpException();
    }

    private LocatedList ReadList(SourceLocation location, int depth)
    {
        var items = new List<LocatedNode>();
        while (Next() is var next and not SequenceEnd) items.Add(ReadNode(next, depth + 1));
        return new LocatedList(items, location);
    }

    private LocatedMap ReadMap(SourceLocation location, int depth)
    {
        var entries = new List<LocatedEntry>();
        var merged = new List<LocatedMap>();
        while (Next() is var next and not MappingEnd)
        {
            var key = ReadNode(next, depth + 1);
            var value = ReadNode(Next(), depth + 1);
            if (key is not LocatedScalar { Text: var name } scalar)
            {
                _faults.Add(new Fault(key.Location, "", "a key must be a word", "a scalar", key.Kind));
            }
            else if (name == "<<" && scalar.IsPlain)
            {
                merged.AddRange(Merged(value));
            }
            else if (entries.Find(entry => entry.Key == name) is { } first)
            {
                _faults.Add(new Fault(key.Location, name, $"given twice: first at {first.KeyLocation}", "each key once"));
            }
            else
            {
                entries.Add(new LocatedEntry(name, key.Location, value));
            }
        }

        // YAML's merge key: what the map itself says wins, then the first merged map that has the key.
        foreach (var entry in merged.SelectMany(map => map.Entries))
        {
            if (entries.TrueForAll(own => own.Key != entry.Key)) entries.Add(entry);
        }

        return new LocatedMap(entries, location);
    }

    private IEnumerable<LocatedMap> Merged(LocatedNode value)
    {
        foreach (var node in value is LocatedList list ? list.Items : [value])
        {
            if (node is LocatedMap map) yield return map;
            else _faults.Add(new Fault(node.Location, "<<", "cannot be merged", "an alias of a map, or a list of them", node.Kind));
        }
    }

    private sealed class GiveUpException : Exception;
}
