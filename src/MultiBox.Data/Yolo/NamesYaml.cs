using System.Globalization;
using MultiBox.Abstractions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MultiBox.Data;

/// <summary>
/// Takes <c>names</c> out of a YAML file, a list or a map from ids. It works on the parser's events, so that depth is limited before it
/// costs anything, and nothing else of the file is built.
/// </summary>
internal sealed class NamesYaml
{
    private const int DeepestLevel = 32;

    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly string _file;
    private int _depth;

    private NamesYaml(string text, string file)
    {
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
        _file = file;
    }

    /// <summary>Reads the names.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">Its file, for faults.</param>
    /// <exception cref="MultiBoxException">It is no YAML, or has no such names.</exception>
    public static IReadOnlyDictionary<long, string> Read(string text, string file) => new NamesYaml(text, file).Read();

    private Dictionary<long, string> Read()
    {
        try
        {
            Next();
            if (Next() is StreamEnd || Next() is not MappingStart) throw Fault(1, "expected a map with 'names'");
            while (Next() is var key and not MappingEnd)
            {
                if (key is Scalar { Value: "names" }) return ReadNames(Next());
                Skip(key);
                Skip(Next());
            }

            throw Fault(1, "has no 'names'. Expected a list of the classes' names");
        }
        catch (YamlException e)
        {
            throw Fault(e.Start.Line, $"not YAML: {e.Message.TrimEnd('.')}");
        }
        catch (InvalidOperationException)
        {
            // The scanner throws this for some unclosed flow collections instead of a YamlException.
            throw Fault(_scanner.CurrentPosition.Line, "not YAML: a '[', '{' or quote before this place is not closed");
        }
    }

    private Dictionary<long, string> ReadNames(ParsingEvent start)
    {
        var names = new Dictionary<long, string>();
        if (start is SequenceStart)
        {
            while (Next() is var item and not SequenceEnd) names.Add(names.Count, Name(item));
            return names;
        }

        if (start is not MappingStart) throw Fault(start.Start.Line, "'names' is neither a list nor a map");
        while (Next() is var key and not MappingEnd)
        {
            if (key is not Scalar { Value: var text } || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                throw Fault(key.Start.Line, $"an id in 'names' is no whole number{(key is Scalar scalar ? $": '{scalar.Value}'" : "")}");
            }

            if (!names.TryAdd(id, Name(Next()))) throw Fault(key.Start.Line, $"the id {text} is given twice in 'names'");
        }

        return names;
    }

    private string Name(ParsingEvent item) =>
        item is Scalar { Value: var name } ? name.Trim() : throw Fault(item.Start.Line, "an entry of 'names' is no text");

    private void Skip(ParsingEvent start)
    {
        var depth = _depth - (start is MappingStart or SequenceStart ? 1 : 0);
        while (_depth > depth) Next();
    }

    private ParsingEvent Next()
    {
        if (!_parser.MoveNext()) throw new InvalidOperationException("The parser ended early.");
        var current = _parser.Current!;
        if (current is MappingStart or SequenceStart) _depth++;
        else if (current is MappingEnd or SequenceEnd) _depth--;
        return _depth <= DeepestLevel ? current : throw Fault(current.Start.Line, "nested too deeply");
    }

    private MultiBoxException Fault(long line, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{_file}:{line} {what}. Mend the file."));
}
