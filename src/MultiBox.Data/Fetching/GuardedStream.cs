using System.Globalization;

namespace MultiBox.Data;

/// <summary>
/// Hands a stream through to an archive's reader, so that the reader's memory stays bounded: no single read may be longer than a header
/// or a buffer ever is, whatever length a hostile header states. The reader of tars takes that memory before it reads, so the headers
/// before an entry are looked at on their way.
/// </summary>
/// <param name="inner">The stream; disposed of with this one.</param>
internal sealed class GuardedStream(Stream inner) : Stream
{
    private const int LongestRead = 1 << 20;

    private long? _left;

    public override bool CanRead => true;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    /// <summary>How many bytes the last read brought; 0 at the end of the stream, and until something is read.</summary>
    public int LastRead { get; private set; }

    /// <summary>Whether the next blocks are headers of a tar.</summary>
    public bool ExpectsTarHeaders { get; set; }

    /// <summary>Forgets the last read.</summary>
    public void Forget() => LastRead = 0;

    /// <summary>Limits how many bytes may be read from now on; null lifts the limit.</summary>
    public void Limit(long? bytes) => _left = bytes;

    /// <summary>Reads to the end.</summary>
    /// <returns>Whether nothing but zeros came.</returns>
    public bool RestIsZero()
    {
        var buffer = new byte[128 << 10];
        while (Read(buffer) is var read and > 0)
        {
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0)) return false;
        }

        return true;
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length > LongestRead) throw TooLong(buffer.Length);
        var isHeader = ExpectsTarHeaders && buffer.Length == TarHeader.Length;
        var read = isHeader ? inner.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) : inner.Read(buffer);
        if (isHeader && read == TarHeader.Length && TarHeader.LengthOfMore(buffer) is > LongestRead and var stated) throw TooLong(stated);
        LastRead = read;
        if (_left is { } left)
        {
            if (read > left) throw new InvalidDataException("its list of entries is too long");
            _left = left - read;
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush() => inner.Flush();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static InvalidDataException TooLong(long stated) =>
        new(string.Create(CultureInfo.InvariantCulture, $"a header states {stated} bytes of itself"));

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
