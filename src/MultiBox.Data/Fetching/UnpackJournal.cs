using System.Text;
using System.Text.Json;

namespace MultiBox.Data;

/// <summary>
/// Remembers which entries of which archives are unpacked, so that interrupted work can be gone on with. The first line says what is being
/// unpacked; each further line is one finished entry, written after the entry has its name. A line that was cut off counts for nothing.
/// </summary>
internal sealed class UnpackJournal : IDisposable
{
    private const byte LineEnd = (byte)'\n';

    private readonly FileStream _stream;
    private readonly Dictionary<(int Archive, int Entry), string> _done = [];
    private readonly Dictionary<string, long> _lengths = new(StringComparer.Ordinal);

    private UnpackJournal(FileStream stream) => _stream = stream;

    /// <summary>How many entries are remembered.</summary>
    public int Count => _done.Count;

    /// <summary>Opens or begins a journal.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="identity">What is being unpacked, on one line; a journal of anything else is emptied.</param>
    /// <param name="startOver">Called before a journal is begun: removes what an earlier one was about.</param>
    public static UnpackJournal Open(string path, string identity, Action startOver)
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            var journal = new UnpackJournal(stream);
            if (journal.Read(identity) is var good and > 0)
            {
                stream.SetLength(good);
                stream.Position = good;
                return journal;
            }

            startOver();
            stream.SetLength(0);
            journal.WriteLine(Encoding.UTF8.GetBytes(identity));
            return journal;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>How many bytes an interrupted unpacking has left; 0 when there is none, or it is of something else.</summary>
    public static long BytesOf(string path, string identity)
    {
        if (!File.Exists(path)) return 0;
        using var journal = new UnpackJournal(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0));
        return journal.Read(identity) > 0 ? journal._lengths.Values.Sum() : 0;
    }

    /// <summary>Whether an entry is unpacked, and its file still as long as it was.</summary>
    /// <param name="archive">The archive's number, from 0.</param>
    /// <param name="entry">The entry's number in it, from 0.</param>
    /// <param name="name">The entry's name.</param>
    /// <param name="file">The entry's file.</param>
    public bool IsDone(int archive, int entry, string name, string file) =>
        _done.TryGetValue((archive, entry), out var known) && known == name
        && new FileInfo(file) is { Exists: true } info && info.Length == _lengths[name];

    /// <summary>An entry's file is complete and has its name.</summary>
    public void Add(int archive, int entry, string name, long length)
    {
        var line = new Line(archive, entry, name, length);
        WriteLine(JsonSerializer.SerializeToUtf8Bytes(line));
        Remember(line);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Remember(Line line)
    {
        _done[(line.Archive, line.Entry)] = line.Name;
        _lengths[line.Name] = line.Length;
    }

    private void WriteLine(byte[] line) => _stream.Write([.. line, LineEnd]);

    /// <summary>Reads the lines up to the first that is not whole.</summary>
    /// <returns>The length of what was read in bytes; 0 when the journal is about something else.</returns>
    private int Read(string identity)
    {
        var bytes = new byte[_stream.Length];
        _stream.ReadExactly(bytes);
        var good = 0;
        while (bytes.AsSpan(good).IndexOf(LineEnd) is var length and >= 0)
        {
            var line = bytes.AsSpan(good, length);
            if (good == 0)
            {
                if (!line.SequenceEqual(Encoding.UTF8.GetBytes(identity))) return 0;
            }
            else
            {
                if (Parse(line) is not { } entry) break;
                Remember(entry);
            }

            good += length + 1;
        }

        return good;
    }

    private static Line? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<Line>(line) is { Name: not null } entry ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Line(int Archive, int Entry, string Name, long Length);
}
