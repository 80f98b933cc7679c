using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// Reads the columns of an index in the order in which <see cref="ColumnWriter"/> got them. Nothing that the index says is taken on
/// trust: nothing is allocated that its bytes do not fill.
/// </summary>
internal ref struct ColumnReader
{
    private readonly ReadOnlySpan<byte> _index;
    private readonly string _path;
    private readonly int _count;
    private readonly string[] _texts;
    private int _next;

    /// <summary>Reads the directory and the texts.</summary>
    /// <param name="index">The index.</param>
    /// <param name="path">The pack, for messages.</param>
    /// <exception cref="MultiBoxException">They are not consistent.</exception>
    public ColumnReader(ReadOnlySpan<byte> index, string path)
    {
        _index = index;
        _path = path;
        _texts = [];
        var count = index.Length >= sizeof(long) ? MemoryMarshal.Read<long>(index) : -1;
        if (count < 2 || count > (index.Length / sizeof(long) - 1) / 2) throw Inconsistent("its directory");
        _count = (int)count;

        _next = _count - 2;
        var ends = Numbers<int>("the texts' ends");
        var bytes = Column("the texts");
        _texts = new string[ends.Length];
        for (var (i, start) = (0, 0); i < ends.Length; start = ends[i++])
        {
            if (ends[i] < start || ends[i] > bytes.Length) throw Inconsistent("the texts' ends");
            _texts[i] = Encoding.UTF8.GetString(bytes[start..ends[i]]);
        }

        _next = 0;
    }

    /// <summary>The next column, of numbers.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="count">How many it has to hold; null for as many as there are.</param>
    public T[] Numbers<T>(string name, int? count = null)
        where T : unmanaged
    {
        var column = Column(name);
        var size = Unsafe.SizeOf<T>();
        if (column.Length % size != 0 || (count is { } expected && column.Length / size != expected)) throw Inconsistent(name);
        var values = new T[column.Length / size];
        column.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>The next column, of numbers that point into a list of <paramref name="length"/>.</summary>
    public int[] Indices(string name, int length, int? count = null, int lowest = 0)
    {
        var values = Numbers<int>(name, count);
        foreach (var value in values)
        {
            if (value < lowest || value >= length) throw Inconsistent(name);
        }

        return values;
    }

    /// <summary>The next column, of texts.</summary>
    public string[] Texts(string name, int? count = null)
    {
        var texts = _texts;
        return Array.ConvertAll(Indices(name, texts.Length, count), number => texts[number]);
    }

    /// <summary>The fault of a column whose values cannot be.</summary>
    public readonly MultiBoxException Inconsistent(string name) => PackFault.Damaged(_path, $"its index is not consistent: {name}");

    private ReadOnlySpan<byte> Column(string name)
    {
        if (_next >= _count) throw Inconsistent("its directory");
        var place = MemoryMarshal.Cast<byte, long>(_index.Slice(sizeof(long) * (1 + (2 * _next++)), 2 * sizeof(long)));
        var (offset, length) = (place[0], place[1]);
        if (offset < 0 || length < 0 || offset > _index.Length || length > _index.Length - offset) throw Inconsistent(name);
        return _index.Slice((int)offset, (int)length);
    }
}
