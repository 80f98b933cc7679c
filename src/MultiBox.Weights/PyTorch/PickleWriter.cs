using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace MultiBox.Weights;

/// <summary>Writes pickles of protocol 2 with the instructions that PyTorch itself uses, an instruction or a few a method.</summary>
public sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> _output = new();

    /// <summary>Begins a pickle.</summary>
    public PickleWriter() => Write([0x80, 2]); // PROTO

    /// <summary>Ends the pickle.</summary>
    /// <returns>All of it.</returns>
    public byte[] Finish()
    {
        Write("."u8); // STOP
        return _output.WrittenSpan.ToArray();
    }

    /// <summary>A class or function.</summary>
    /// <param name="module">Its module.</param>
    /// <param name="name">Its name.</param>
    public void Global(string module, string name) => Write(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    /// <summary>A tuple of nothing.</summary>
    public void EmptyTuple() => Write(")"u8);

    /// <summary>An object of the class and with the arguments before.</summary>
    public void NewObject() => Write([0x81]);

    /// <summary>Gives the object before the state before.</summary>
    public void Build() => Write("b"u8);

    /// <summary>A dictionary.</summary>
    /// <param name="items">Writes keys and values in turn.</param>
    public void Dictionary(Action items)
    {
        Write("}"u8);
        Items(items);
    }

    /// <summary>An ordered dictionary.</summary>
    /// <param name="items">Writes keys and values in turn; null for none.</param>
    public void OrderedDictionary(Action? items = null)
    {
        Global("collections", "OrderedDict");
        Write(")R"u8); // EMPTY_TUPLE, REDUCE
        if (items is not null) Items(items);
    }

    /// <summary>A tensor of a storage of its own that lies outside: _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks).</summary>
    /// <param name="storage">The storage's class, e.g. FloatStorage.</param>
    /// <param name="key">The storage's name.</param>
    /// <param name="shape">The shape; the elements lie one behind the other.</param>
    public void Tensor(string storage, string key, IReadOnlyList<long> shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Global("torch._utils", "_rebuild_tensor_v2");
        Write("(("u8);
        Text("storage");
        Global("torch", storage);
        Text(key);
        Text("cpu");
        Number(shape.Aggregate(1L, (product, side) => product * side));
        Write("tQ"u8); // TUPLE, BINPERSID
        Number(0);
        Numbers(shape);
        Numbers(RowMajor(shape));
        Boolean(false);
        OrderedDictionary();
        Write("tR"u8); // TUPLE, REDUCE
    }

    /// <summary>Text.</summary>
    /// <param name="text">The text.</param>
    public void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> head = stackalloc byte[5];
        head[0] = (byte)'X'; // BINUNICODE
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], bytes.Length);
        Write(head);
        Write(bytes);
    }

    /// <summary>True or false.</summary>
    /// <param name="value">Which.</param>
    public void Boolean(bool value) => Write([value ? (byte)0x88 : (byte)0x89]);

    /// <summary>A whole number.</summary>
    /// <param name="number">The number.</param>
    public void Number(long number)
    {
        Span<byte> bytes = stackalloc byte[10];
        if (number is >= int.MinValue and <= int.MaxValue)
        {
            bytes[0] = (byte)'J'; // BININT
            BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], (int)number);
            Write(bytes[..5]);
            return;
        }

        (bytes[0], bytes[1]) = (0x8a, 8); // LONG1
        BinaryPrimitives.WriteInt64LittleEndian(bytes[2..], number);
        Write(bytes);
    }

    private void Items(Action items)
    {
        Write("("u8); // MARK
        items();
        Write("u"u8); // SETITEMS
    }

    private void Numbers(IReadOnlyList<long> numbers)
    {
        Write("("u8);
        foreach (var number in numbers) Number(number);
        Write("t"u8);
    }

    private static long[] RowMajor(IReadOnlyList<long> shape)
    {
        var strides = new long[shape.Count];
        var stride = 1L;
        for (var i = shape.Count - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(1, shape[i]);
        }

        return strides;
    }

    private void Write(ReadOnlySpan<byte> bytes) => _output.Write(bytes);
}
