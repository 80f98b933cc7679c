using System.Runtime.InteropServices;
using System.Text;

namespace MultiBox.Data;

/// <summary>
/// Collects the columns of an index. They come out as: the number of columns (i64); for each its offset from the index's begin and
/// its length in bytes (i64 each); then their values, each column at a multiple of 8. Texts are numbers of a table of texts, which
/// <see cref="ToBytes"/> adds as the last two columns: where each text ends, and all of them in UTF-8.
/// </summary>
internal sealed class ColumnWriter
{
    private readonly List<byte[]> _columns = [];
    private readonly List<string> _texts = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Adds a column of numbers.</summary>
    public void Add<T>(IEnumerable<T> values)
        where T : unmanaged => _columns.Add(MemoryMarshal.AsBytes<T>(values.ToArray()).ToArray());

    /// <summary>Adds a column of texts; equal ones are stored once.</summary>
    public void Add(IEnumerable<string> texts) => Add(texts.Select(Number));

    /// <summary>The whole index.</summary>
    public byte[] ToBytes()
    {
        var encoded = _texts.ConvertAll(Encoding.UTF8.GetBytes);
        var end = 0;
        Add(encoded.ConvertAll(text => end = checked(end + text.Length)));
        var all = new MemoryStream(end);
        foreach (var text in encoded) all.Write(text);
        _columns.Add(all.ToArray());
        var directory = new long[1 + (2 * _columns.Count)];
        directory[0] = _columns.Count;
        var offset = Align(directory.Length * sizeof(long));
        for (var i = 0; i < _columns.Count; i++)
        {
            (directory[1 + (2 * i)], directory[2 + (2 * i)]) = (offset, _columns[i].Length);
            offset = Align(checked(offset + _columns[i].Length));
        }

        var bytes = new byte[offset];
        MemoryMarshal.AsBytes<long>(directory).CopyTo(bytes);
        for (var i = 0; i < _columns.Count; i++) _columns[i].CopyTo(bytes, (int)directory[1 + (2 * i)]);
        return bytes;
    }

    private static int Align(int offset) => checked(offset + 7) & ~7;

    private int Number(string text)
    {
        if (_numbers.TryGetValue(text, out var number)) return number;
        _texts.Add(text);
        return _numbers[text] = _texts.Count - 1;
    }
}
