using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace MultiBox.Data;

/// <summary>
/// A file of records as dmlc's RecordIO writes them. A record is one part, or several where its payload holds the magic at a multiple
/// of four bytes: the writer cuts there and leaves the magic out, so that a magic at such a place always begins a part. A part is the
/// magic, a length in the lower 29 bits with the part's kind above, the bytes, and zeros up to a multiple of four. Safe for several
/// threads; reads only what is asked for.
/// </summary>
internal sealed class RecordIoFile : IDisposable
{
    /// <summary>What every part begins with, little-endian.</summary>
    public const uint Magic = 0xced7230a;

    /// <summary>A payload has fewer bytes.</summary>
    public const int PayloadLimit = 1 << 29;

    private const int HeaderLength = 8;

    // The magic in a picture is a matter of one in four milliards for each word: more parts are an attack on the reader's time.
    private const int MaxParts = 1024;

    private readonly SafeFileHandle _handle;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public RecordIoFile(string path)
    {
        Path = path;
        _handle = System.IO.File.OpenHandle(path, options: FileOptions.RandomAccess);
        Length = RandomAccess.GetLength(_handle);
    }

    private enum PartKind : uint
    {
        Whole,
        First,
        Middle,
        Last,
    }

    /// <summary>The file's absolute path.</summary>
    public string Path { get; }

    /// <summary>Its length in bytes.</summary>
    public long Length { get; }

    /// <summary>Reads a range that lies within the file.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="bytes">Filled.</param>
    /// <exception cref="EndOfStreamException">The file has become shorter.</exception>
    public void Read(long offset, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var read = RandomAccess.Read(_handle, bytes, offset);
            if (read == 0) throw new EndOfStreamException($"{Path}: the file became shorter while it was read.");
            offset += read;
            bytes = bytes[read..];
        }
    }

    /// <summary>Finds the record at an offset, reading the headers of its parts alone.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="number">The number to give it.</param>
    /// <returns>The record or why there is none; the other one is null.</returns>
    public (RecordIoRecord? Record, RecordIoDamage? Damage) Find(long offset, int number)
    {
        var ranges = new List<FileRange>();
        var length = 0L;
        var at = offset;
        for (var part = 0; part < MaxParts; part++)
        {
            if (ReadHeader(at) is not { } header) return NoHeader();
            var (kind, size) = header;
            var begins = kind is PartKind.Whole or PartKind.First;
            if (kind > PartKind.Last) return Damaged("no such kind of part", "0, 1, 2 or 3", Text((uint)kind));
            if (part == 0 && !begins) return Damaged("a part without its beginning", "a first part (kind 0 or 1)", $"kind {Text((uint)kind)}");
            if (part > 0 && begins) return Damaged("the record's last part is missing", $"a further part (kind 2 or 3) at offset {Text(at)}", $"kind {Text((uint)kind)}");
            if (part > 0) ranges.Add(new FileRange(at, sizeof(uint)));
            ranges.Add(new FileRange(at + HeaderLength, size));
            length += size + (part > 0 ? sizeof(uint) : 0);
            var end = at + HeaderLength + size;
            if (end > Length) return Damaged("the record is cut", $"{Text(size)} bytes", $"{Text(Length - at - HeaderLength)} up to the end of the file");
            if (length >= PayloadLimit) return Damaged("the record is too long", $"fewer than {Text(PayloadLimit)} bytes", "more in its parts");
            var padded = end + (-size & 3);
            var isPadded = padded == end || padded == Length || (padded < Length && (HasHeader(padded) || !HasHeader(end)));
            at = isPadded ? padded : end;
            if (kind is PartKind.Whole or PartKind.Last) return (new RecordIoRecord(this, number, offset, ranges, at, isPadded), null);
        }

        return Damaged("the record has too many parts", $"at most {Text(MaxParts)}", "more");

        (RecordIoRecord?, RecordIoDamage?) NoHeader() => at >= Length && at > offset
            ? Damaged("the record's last part is missing", $"a further part (kind 2 or 3) at offset {Text(at)}", "the end of the file")
            : Damaged("no record", $"the magic 0x{Magic:x8} and a length at offset {Text(at)}", Describe(at));

        (RecordIoRecord?, RecordIoDamage?) Damaged(string what, string expected, string found) =>
            (null, new RecordIoDamage(number, offset, what, expected, found));
    }

    /// <summary>Finds all records, one after the other, passing over what is damaged to the next beginning of a record.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The records and the damages in the file's order.</returns>
    public IEnumerable<(RecordIoRecord? Record, RecordIoDamage? Damage)> Scan(CancellationToken cancellationToken)
    {
        var offset = 0L;
        for (var number = 1; offset < Length; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (record, damage) = Find(offset, number);

            // No payload holds the magic at a multiple of four: a record that does and leads nowhere claims more bytes than it has.
            if (record is not null && record.End < Length && !HasHeader(record.End)
                && FindMagic(record.Ranges[^1].Offset, record.End, onlyBeginnings: false) is var inside && inside < record.End)
            {
                (damage, record) = (new RecordIoDamage(
                    number, offset, "the length is wrong", "the next record behind it", $"a header within it, at offset {Text(inside)}"), null);
            }

            yield return (record, damage);
            offset = record?.End ?? FindMagic(offset + sizeof(uint), Length, onlyBeginnings: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private (PartKind Kind, int Length)? ReadHeader(long offset)
    {
        if (offset < 0 || Length - offset < HeaderLength) return null;
        Span<byte> header = stackalloc byte[HeaderLength];
        Read(offset, header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic) return null;
        var kindAndLength = BinaryPrimitives.ReadUInt32LittleEndian(header[sizeof(uint)..]);
        return ((PartKind)(kindAndLength >> 29), (int)(kindAndLength & (PayloadLimit - 1)));
    }

    private bool HasHeader(long offset) => ReadHeader(offset) is not null;

    /// <summary>The first magic at a multiple of four bytes from where the search begins.</summary>
    /// <returns>Its offset, or the end of the search.</returns>
    private long FindMagic(long from, long to, bool onlyBeginnings)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, Magic);
        var buffer = new byte[(int)Math.Clamp(to - from, 0, 64 << 10)];
        for (; to - from >= HeaderLength; from += buffer.Length)
        {
            var bytes = buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - from));
            Read(from, bytes);
            for (var start = 0; bytes[start..].IndexOf(magic) is >= 0 and var found;)
            {
                start += found;
                if (start % sizeof(uint) == 0 && (!onlyBeginnings || ReadHeader(from + start) is (PartKind.Whole or PartKind.First, _))) return from + start;
                start++;
            }
        }

        return to;
    }

    private string Describe(long offset)
    {
        if (Length - offset < HeaderLength) return $"{Text(Length - offset)} bytes up to the end of the file";
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        Read(offset, bytes);
        return string.Create(CultureInfo.InvariantCulture, $"0x{BinaryPrimitives.ReadUInt32LittleEndian(bytes):x8}");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
