using System.IO.Hashing;
using System.Text;

namespace MultiBox.Weights;

/// <summary>
/// Writes zip archives as PyTorch does: records stored as they are, each with its data at a multiple of 64 bytes, no times. Up to 4 GiB.
/// </summary>
/// <param name="stream">The archive, seekable and empty.</param>
public sealed class StoredZipWriter(Stream stream)
{
    private const int Alignment = 64;
    private const ushort Version = 20; // 2.0, of the first archives with folders.
    private const ushort PaddingExtra = 0x4246; // "FB", as PyTorch marks it.
    private const int ExtraHead = 4;

    private readonly List<(byte[] Name, uint Checksum, uint Length, uint Offset)> _records = [];

    /// <summary>The most bytes that an archive may have.</summary>
    public const long MaxBytes = uint.MaxValue;

    /// <summary>Writes a record.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="length">How many bytes it has.</param>
    /// <param name="write">Writes just as many.</param>
    public void Add(string name, long length, Action<Stream> write)
    {
        var offset = stream.Position;
        var utf8 = Encoding.UTF8.GetBytes(name);
        var begin = offset + StoredZip.LocalBytes + utf8.Length + ExtraHead;
        var padding = (int)((Alignment - (begin % Alignment)) % Alignment);
        var summing = new SummingStream(stream);
        stream.Position = begin + padding;
        write(summing);
        var end = stream.Position;
        var record = (utf8, summing.Checksum, checked((uint)length), checked((uint)offset));

        // The checksum goes before the data but is known after it.
        stream.Position = offset;
        using (var head = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            head.Write(StoredZip.Local);
            WriteFacts(head, record, (ushort)(ExtraHead + padding));
            head.Write(utf8);
            head.Write(PaddingExtra);
            head.Write((ushort)padding);
            for (var i = 0; i < padding; i++) head.Write((byte)'Z');
        }

        stream.Position = end;
        _records.Add(record);
    }

    /// <summary>Writes a record that is in memory.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its bytes.</param>
    public void Add(string name, byte[] content) => Add(name, content.Length, target => target.Write(content));

    /// <summary>Writes the directory, with which the archive is whole.</summary>
    public void Finish()
    {
        var begin = checked((uint)stream.Position);
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        foreach (var record in _records)
        {
            writer.Write(StoredZip.Central);
            writer.Write(Version);
            WriteFacts(writer, record, extraBytes: 0);
            writer.Write((ushort)0); // No comment.
            writer.Write((ushort)0); // The disk.
            writer.Write((ushort)0); // Attributes.
            writer.Write(0U);
            writer.Write(record.Offset);
            writer.Write(record.Name);
        }

        var length = checked((uint)(stream.Position - begin));
        writer.Write(StoredZip.End);
        writer.Write(0U); // Disks.
        writer.Write((ushort)_records.Count);
        writer.Write((ushort)_records.Count);
        writer.Write(length);
        writer.Write(begin);
        writer.Write((ushort)0); // No comment.
    }

    private static void WriteFacts(BinaryWriter writer, (byte[] Name, uint Checksum, uint Length, uint Offset) record, ushort extraBytes)
    {
        writer.Write(Version);
        writer.Write(StoredZip.Utf8Names);
        writer.Write(StoredZip.Stored);
        writer.Write((ushort)0); // Midnight.
        writer.Write(StoredZip.FirstDay);
        writer.Write(record.Checksum);
        writer.Write(record.Length);
        writer.Write(record.Length);
        writer.Write((ushort)record.Name.Length);
        writer.Write(extraBytes);
    }

    // Passes on what is written, with its checksum.
    private sealed class SummingStream(Stream target) : Stream
    {
        private readonly Crc32 _checksum = new();

        public uint Checksum => _checksum.GetCurrentHashAsUInt32();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => target.Length;

        public override long Position { get => target.Position; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _checksum.Append(buffer);
            target.Write(buffer);
        }

        public override void Flush() => target.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
