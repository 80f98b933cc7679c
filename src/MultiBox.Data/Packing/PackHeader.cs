using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>The first bytes of a pack: where its parts lie, and their checksums.</summary>
/// <param name="Length">The whole file's length in bytes.</param>
/// <param name="IndexOffset">Where the index begins, which is where the pictures end.</param>
/// <param name="IndexLength">The index's length in bytes.</param>
/// <param name="IndexChecksum">The index's XxHash128.</param>
internal readonly record struct PackHeader(long Length, long IndexOffset, long IndexLength, UInt128 IndexChecksum)
{
    /// <summary>The header's length in bytes; the pictures follow it.</summary>
    public const int Size = 128;

    /// <summary>The version of the layout that is written and read.</summary>
    public const int Version = 1;

    private const int ChecksumAt = Size - sizeof(ulong);

    // As PNG's: a byte that is no text, a name, and line ends that a transfer as text would change.
    private static ReadOnlySpan<byte> Magic => [0x8D, (byte)'M', (byte)'B', (byte)'P', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>The bytes of the header.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        var span = bytes.AsSpan();
        Magic.CopyTo(span);
        BinaryPrimitives.WriteInt32LittleEndian(span[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(span[12..], Size);
        BinaryPrimitives.WriteInt64LittleEndian(span[16..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(span[24..], IndexOffset);
        BinaryPrimitives.WriteInt64LittleEndian(span[32..], IndexLength);
        BinaryPrimitives.WriteUInt128LittleEndian(span[40..], IndexChecksum);
        BinaryPrimitives.WriteUInt64LittleEndian(span[ChecksumAt..], XxHash3.HashToUInt64(span[..ChecksumAt]));
        return bytes;
    }

    /// <summary>Reads and checks a header.</summary>
    /// <param name="bytes">The file's first bytes, up to <see cref="Size"/> of them.</param>
    /// <param name="length">The file's length in bytes.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="MultiBoxException">It is no header of this version, or the file is not as long as it says.</exception>
    public static PackHeader Parse(ReadOnlySpan<byte> bytes, long length, string path)
    {
        if (bytes.Length < Magic.Length || !bytes.StartsWith(Magic))
        {
            throw new MultiBoxException($"{path}: not a dataset pack (it begins with other bytes). {PackFault.Remedy}");
        }

        if (bytes.Length < Size) throw PackFault.Damaged(path, string.Create(CultureInfo.InvariantCulture, $"it has only {length} bytes"));

        // Before the checksum, whose place another version may have moved.
        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[ChecksumAt..]) != XxHash3.HashToUInt64(bytes[..ChecksumAt]))
        {
            if (version > Version) throw OtherVersion(path, version);
            throw PackFault.Damaged(path, "its header's checksum does not fit");
        }

        if (version != Version) throw OtherVersion(path, version);
        var header = new PackHeader(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]), BinaryPrimitives.ReadUInt128LittleEndian(bytes[40..]));
        if (header.Length != length)
        {
            throw PackFault.Damaged(path, string.Create(CultureInfo.InvariantCulture, $"it has {length} bytes, its header says {header.Length}"));
        }

        if (header.IndexOffset < Size || header.IndexLength is < 0 or > int.MaxValue || header.IndexLength != length - header.IndexOffset)
        {
            throw PackFault.Damaged(path, "its header places the index outside the file");
        }

        return header;
    }

    private static MultiBoxException OtherVersion(string path, int version) => new(string.Create(
        CultureInfo.InvariantCulture, $"{path}: written in version {version}, this program reads version {Version}. {PackFault.Remedy}"));
}
