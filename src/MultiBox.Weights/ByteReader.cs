using System.Buffers.Binary;

namespace MultiBox.Weights;

/// <summary>
/// Reads little-endian numbers of a file that somebody else made: nothing is taken or allocated that the file is too short for.
/// </summary>
/// <param name="stream">The file, seekable.</param>
internal sealed class ByteReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[8];

    /// <summary>Where the next byte lies.</summary>
    public long Position => stream.Position;

    /// <summary>How many bytes are left.</summary>
    public long Remaining => stream.Length - stream.Position;

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

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining) throw new InvalidDataException($"it ends at byte {stream.Length}, inside a number of {count} bytes");
        stream.ReadExactly(_buffer, 0, count);
        return _buffer.AsSpan(0, count);
    }
}
