using System.Buffers;

namespace MultiBox.Data;

/// <summary>A picture that is ready to be stored, or what is wrong with it. Disposing it gives its memory back.</summary>
internal sealed class ReadyPicture : IDisposable
{
    private byte[]? _bytes;
    private bool _rented;

    private ReadyPicture()
    {
    }

    /// <summary>The bytes to store.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Stored.Length);

    /// <summary>How it is stored, but for its place.</summary>
    public PackedPicture Stored { get; private init; }

    /// <summary>How its file looked before it was read.</summary>
    public FileStamp Stamp { get; private init; }

    /// <summary>Whether it was taken over from an earlier pack.</summary>
    public bool IsTakenOver { get; private init; }

    /// <summary>What is wrong with it: what, expected and found; null when nothing is.</summary>
    public (string What, string Expected, string Found)? Fault { get; private init; }

    /// <summary>Whether it keeps an array.</summary>
    public bool Holds(byte[] bytes) => ReferenceEquals(_bytes, bytes);

    /// <summary>A picture in an array.</summary>
    public static ReadyPicture Of(byte[] bytes, PackedPicture stored, FileStamp stamp) => new() { _bytes = bytes, Stored = stored, Stamp = stamp };

    /// <summary>A picture in an array from the shared pool.</summary>
    public static ReadyPicture OfRented(byte[] bytes, PackedPicture stored, FileStamp stamp, bool isTakenOver) =>
        new() { _bytes = bytes, _rented = true, Stored = stored, Stamp = stamp, IsTakenOver = isTakenOver };

    /// <summary>A picture that cannot be used.</summary>
    public static ReadyPicture Unusable(string what, string expected, string found) => new() { Fault = (what, expected, found) };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_rented && _bytes is { } bytes) ArrayPool<byte>.Shared.Return(bytes);
        _bytes = null;
    }
}
