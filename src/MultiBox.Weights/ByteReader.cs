using System.Buffers.Binary;

namespace MultiBox.Weights;

/// <summary>
/// Reads little-endian numbers of a file that somebody else made: nothing is taken or allocated that the file is too short for.
/// </summary>
/// <param name="stream">The file, seekable.</param>
internal sealed class ByteReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[8];

    // Kept, since a file's length is asked of the system each time.
    private readonly long _length = stream.Length;

    /// <summary>Where the next byte lies.</summary>
    public long Position
    {
        get => stream.Position;
        set => stream.Position = value;
    }

    /// <summary>How many bytes are left.</summary>
    public long Remaining => _length - stream.Position;

    public byte U8() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public int I32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public long I64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>Bytes of their own.</summary>
    /// <exception cref="InvalidDataException">Fewer are left.</exception>
    public byte[] Bytes(long count)
    {
        if (count < 0 || count > Remaining) throw new InvalidDataException($"{count} bytes are announced at byte {Position}, but {Remaining} follow");
        if (count > Array.MaxLength) throw new InvalidDataException($"{count} bytes are announced at byte {Position}, more than one array holds");
        var bytes = GC.AllocateUninitializedArray<byte>((int)count);
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Bytes of a text or of a name.</summary>
    /// <exception cref="InvalidDataException">Fewer are left, or more are announced than a text has.</exception>
    public byte[] TextBytes(long count) => count <= WeightLimits.Text || count > Remaining
        ? Bytes(count)
        : throw new InvalidDataException($"a text of {count} bytes is announced at byte {Position}, expected at most {WeightLimits.Text}");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining) throw new InvalidDataException($"it ends at byte {_length}, inside a number of {count} bytes");
        stream.ReadExactly(_buffer, 0, count);
        return _buffer.AsSpan(0, count);
    }
}
