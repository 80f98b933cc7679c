using System.Globalization;
using System.Text;
using System.Text.Json;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Reads a JSON file token by token, however large it is: what is held of it is one buffer, which grows to the longest single value.
/// </summary>
internal sealed class JsonTokens : IDisposable
{
    private const int FirstBuffer = 1 << 16;
    private const int LargestBuffer = 16 << 20;
    private const int LongestShown = 60;

    private readonly string _path;
    private readonly CancellationToken _cancellationToken;
    private readonly FileStream _file;
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _end;
    private int _line = 1;
    private bool _atEnd;
    private int _depth;
    private int _tokenStart;
    private int _tokenLength;
    private JsonReaderState _state;

    /// <summary>Opens a file; nothing is read yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public JsonTokens(string path, CancellationToken cancellationToken)
    {
        (_path, _cancellationToken) = (path, cancellationToken);
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
    }

    /// <summary>The kind of the current token.</summary>
    public JsonTokenType Kind { get; private set; }

    /// <summary>The line of the current token, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Moves to the next token.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="MultiBoxException">The file is no JSON.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool Read()
    {
        do
        {
            var reader = Reader();
            if (Next(ref reader))
            {
                Take(ref reader);
                return true;
            }

            Advance(ref reader);
        }
        while (Fill());
        return false;
    }

    /// <summary>Moves to the next name of an object, or to its end.</summary>
    /// <returns>Whether the current token is a name.</returns>
    public bool ReadName() => Read() && Kind == JsonTokenType.PropertyName;

    /// <summary>Moves to the end of the current object or list; does nothing at other values.</summary>
    public void Skip()
    {
        if (Kind is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return;
        var depth = _depth;
        do
        {
            // One reader for all tokens in the buffer: a reader for each would take most of the time for the outlines of objects.
            var reader = Reader();
            while (Next(ref reader))
            {
                if (reader.CurrentDepth > depth) continue;
                Take(ref reader);
                return;
            }

            Advance(ref reader);
        }
        while (Fill());
    }

    /// <summary>Whether the current name or text is a given one.</summary>
    /// <param name="utf8">The text.</param>
    public bool Is(ReadOnlySpan<byte> utf8)
    {
        // Names are hardly ever written with escapes.
        var written = _buffer.AsSpan(_tokenStart + 1, _tokenLength - 2);
        if (!written.Contains((byte)'\\')) return written.SequenceEqual(utf8);
        try
        {
            var token = Token();
            return token.ValueTextEquals(utf8);
        }
        catch (InvalidOperationException)
        {
            // Half of a pair of escapes: no text that Unicode knows, and so no name that is asked for.
            return false;
        }
    }

    /// <summary>The current text.</summary>
    /// <returns>Null when the token is no text, or none that Unicode knows.</returns>
    public string? Text()
    {
        if (Kind != JsonTokenType.String) return null;
        try
        {
            var token = Token();
            return token.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The current number.</summary>
    /// <returns>Null when the token is no number, or one that is not finite.</returns>
    public double? Number()
    {
        if (Kind != JsonTokenType.Number) return null;
        var token = Token();
        return token.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
    }

    /// <summary>The current whole number; also one that is written with a fraction of 0, as some programs do.</summary>
    /// <returns>Null when the token is none.</returns>
    public long? Integer()
    {
        if (Kind != JsonTokenType.Number) return null;
        var token = Token();
        if (token.TryGetInt64(out var integer)) return integer;
        return Number() is { } number && number == Math.Floor(number) && Math.Abs(number) < 1L << 53 ? (long)number : null;
    }

    /// <summary>What people are told of the current token: numbers as written, texts in quotes.</summary>
    public string Describe() => Kind switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => Text() is { } text ? $"'{Shortened(text)}'" : "a text that is no Unicode",
        JsonTokenType.Number => Shortened(Encoding.ASCII.GetString(_buffer, _tokenStart, _tokenLength)),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        _ => "the end",
    };

    /// <summary>A fault of the whole file at the current token.</summary>
    /// <param name="what">What is wrong.</param>
    public MultiBoxException Fault(string what) => Fault(Line, what);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string Shortened(string text) => text.Length <= LongestShown ? text : $"{text.AsSpan(0, LongestShown)}...";

    private MultiBoxException Fault(int line, string what) => new(string.Create(
        CultureInfo.InvariantCulture, $"{_path}:{line} {what}. Mend the file, or fetch or export it again."));

    private Utf8JsonReader Reader() => new(_buffer.AsSpan(_start, _end - _start), _atEnd, _state);

    // The bytes of a single value are a document of their own.
    private Utf8JsonReader Token()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_tokenStart, _tokenLength));
        reader.Read();
        return reader;
    }

    private bool Next(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (JsonException e)
        {
            var message = e.Message;
            var place = message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
            var line = e.LineNumber is { } number ? (int)number + 1 : _line;
            throw Fault(line, $"not JSON: {(place > 0 ? message[..place] : message).TrimEnd('.')}");
        }
    }

    private void Take(ref Utf8JsonReader reader)
    {
        var start = _start + (int)reader.TokenStartIndex;
        var quoted = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
        Kind = reader.TokenType;
        Line = _line + Newlines(_start, start);
        (_depth, _tokenStart, _tokenLength) = (reader.CurrentDepth, start, reader.ValueSpan.Length + (quoted ? 2 : 0));
        Advance(ref reader);
    }

    private void Advance(ref Utf8JsonReader reader)
    {
        var next = _start + (int)reader.BytesConsumed;
        _line += Newlines(_start, next);
        (_start, _state) = (next, reader.CurrentState);
    }

    private int Newlines(int from, int to) => _buffer.AsSpan(from, to - from).Count((byte)'\n');

    // Reads on, behind what is left of the buffer. False when there is nothing more.
    private bool Fill()
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_atEnd) return false;
        var left = _end - _start;
        if (left == _buffer.Length)
        {
            if (left >= LargestBuffer) throw Fault(_line, $"not JSON that can be read: a single value of over {LargestBuffer >> 20} MB");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        else
        {
            _buffer.AsSpan(_start, left).CopyTo(_buffer);
            (_start, _end) = (0, left);
        }

        var first = _file.Position == 0;
        var read = _file.ReadAtLeast(_buffer.AsSpan(_end), first ? 3 : 1, throwOnEndOfStream: false);
        _end += read;
        _atEnd = read == 0;
        if (first && _atEnd) throw Fault(1, "not JSON: the file is empty");
        if (first && _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8)) _start = 3;
        return true;
    }
}
