using System.Text;

namespace MultiBox.Weights;

/// <summary>
/// Reads zip archives whose records are stored as they are, as PyTorch writes them. Nothing is unpacked, no two records share bytes,
/// and so all of them together are no larger than the file.
/// </summary>
internal sealed class StoredZipReader
{
    private const int LongestComment = ushort.MaxValue;
    private const ushort Zip64Extra = 1;
    private const ushort Encrypted = 1;

    private readonly Stream _stream;
    private readonly ByteReader _reader;
    private readonly Dictionary<string, (long Begin, long Length)> _records = new(StringComparer.Ordinal);

    /// <summary>Reads the directory.</summary>
    /// <param name="stream">The archive, seekable.</param>
    /// <exception cref="InvalidDataException">It is none, or one of another kind.</exception>
    public StoredZipReader(Stream stream)
    {
        (_stream, _reader) = (stream, new ByteReader(stream));
        var (entries, begin) = FindDirectory();
        if (entries > WeightLimits.Tensors + 16) throw new InvalidDataException($"it is an archive of {entries} records, expected at most {WeightLimits.Tensors}");
        var places = new List<(string Name, long Offset, long Length)>();
        _stream.Position = begin;
        for (var i = 0; i < entries; i++) places.Add(ReadEntry());
        foreach (var (name, offset, length) in places)
        {
            if (!_records.TryAdd(name, (DataOf(name, offset, length), length))) throw new InvalidDataException($"its record {name} is listed twice");
        }

        RefuseOverlap();
    }

    /// <summary>The records' names.</summary>
    public IReadOnlyCollection<string> Names => _records.Keys;

    /// <summary>How long a record is; null when there is none of this name.</summary>
    public long? Length(string name) => _records.TryGetValue(name, out var place) ? place.Length : null;

    /// <summary>Reads a record.</summary>
    /// <param name="name">Its name; it has to be there.</param>
    public byte[] Read(string name)
    {
        var (begin, length) = _records[name];
        _stream.Position = begin;
        return _reader.Bytes(length);
    }

    // The end record is the last thing in the file but for a comment.
    private (long Entries, long Begin) FindDirectory()
    {
        var tail = (int)Math.Min(_stream.Length, StoredZip.EndBytes + LongestComment);
        _stream.Position = _stream.Length - tail;
        var bytes = _reader.Bytes(tail);
        for (var at = tail - StoredZip.EndBytes; at >= 0; at--)
        {
            if (BitConverter.ToUInt32(bytes, at) != StoredZip.End) continue;
            var end = _stream.Length - tail + at;
            return ReadZip64End(end) ?? (BitConverter.ToUInt16(bytes, at + 10), BitConverter.ToUInt32(bytes, at + 16));
        }

        throw new InvalidDataException("it is an archive without a directory, as a file that was cut has none");
    }

    private (long Entries, long Begin)? ReadZip64End(long end)
    {
        if (end < StoredZip.Zip64LocatorBytes) return null;
        _stream.Position = end - StoredZip.Zip64LocatorBytes;
        if (_reader.U32() != StoredZip.Zip64Locator) return null;
        _reader.U32(); // The number of a disk.
        Seek(_reader.U64(), "the directory's end");
        if (_reader.U32() is var mark and not StoredZip.Zip64End) throw new InvalidDataException($"the directory's end begins with 0x{mark:x}");
        _stream.Position += 28; // Sizes, versions, disks, and the entries of this disk.
        var entries = _reader.U64();
        _reader.U64(); // The directory's size.
        return ((long)Math.Min(entries, long.MaxValue), Place(_reader.U64(), "the directory"));
    }

    private (string Name, long Offset, long Length) ReadEntry()
    {
        var at = _reader.Position;
        if (_reader.U32() is var mark and not StoredZip.Central) throw new InvalidDataException($"its directory has 0x{mark:x} at byte {at}");
        _reader.U32(); // Versions.
        var flags = _reader.U16();
        var method = _reader.U16();
        _reader.U64(); // Time, date, checksum: PyTorch can be told to leave it out.
        ulong packed = _reader.U32();
        ulong length = _reader.U32();
        var (nameBytes, extraBytes, commentBytes) = (_reader.U16(), _reader.U16(), _reader.U16());
        _reader.U64(); // Disk, attributes.
        ulong offset = _reader.U32();
        var name = Encoding.UTF8.GetString(_reader.TextBytes(nameBytes));
        ReadZip64Sizes(_reader.Bytes(extraBytes), ref length, ref packed, ref offset);
        _stream.Position += commentBytes;
        if (method != StoredZip.Stored || packed != length || (flags & Encrypted) != 0)
        {
            throw new InvalidDataException($"its record {name} is compressed or encrypted, which torch.save never does. Save the weights again with torch.save");
        }

        return (name, Place(offset, $"the record {name}"), Place(length, $"the length of the record {name}"));
    }

    // Those of the three that have no place in 32 bits, in this order.
    private static void ReadZip64Sizes(byte[] extra, ref ulong length, ref ulong packed, ref ulong offset)
    {
        for (var at = 0; at + 4 <= extra.Length;)
        {
            var (kind, bytes) = (BitConverter.ToUInt16(extra, at), BitConverter.ToUInt16(extra, at + 2));
            var (next, end) = (at + 4, Math.Min(extra.Length, at + 4 + bytes));
            at = end;
            if (kind != Zip64Extra) continue;
            Take(ref length);
            Take(ref packed);
            Take(ref offset);

            void Take(ref ulong value)
            {
                if (value != uint.MaxValue || next + sizeof(ulong) > end) return;
                value = BitConverter.ToUInt64(extra, next);
                next += sizeof(ulong);
            }
        }
    }

    private long DataOf(string name, long offset, long length)
    {
        _stream.Position = offset;
        if (_reader.Remaining < StoredZip.LocalBytes || _reader.U32() != StoredZip.Local) throw new InvalidDataException($"its record {name} does not begin at byte {offset}");
        _stream.Position += 22; // What the directory says too.
        var begin = _reader.U16() + _reader.U16() + offset + StoredZip.LocalBytes;
        return length <= _stream.Length - begin ? begin : throw new InvalidDataException($"its record {name} claims {length} bytes, but the file ends before");
    }

    private void RefuseOverlap()
    {
        long free = 0;
        foreach (var (name, (begin, length)) in _records.OrderBy(record => record.Value.Begin).ThenBy(record => record.Value.Length))
        {
            if (begin < free) throw new InvalidDataException($"its record {name} lies inside another");
            free = begin + length;
        }
    }

    private void Seek(ulong offset, string what) => _stream.Position = Place(offset, what);

    private long Place(ulong value, string what) =>
        value <= (ulong)_stream.Length ? (long)value : throw new InvalidDataException($"{what} is said to be at or to have {value}, but the file has {_stream.Length} bytes");
}
