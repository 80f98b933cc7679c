using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace MultiBox.Data;

/// <summary>Pictures read from where their sources keep them.</summary>
/// <param name="records">The records.</param>
public sealed class SourcePictures(IReadOnlyList<ImageRecord> records) : IEncodedPictures
{
    /// <summary>The most bytes that one encoded picture may have: 512 MiB.</summary>
    public const long MaxEncodedBytes = 512L << 20;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Read(int index, ref byte[] buffer) => Read(records[index].Picture, ref buffer);

    /// <summary>Reads one picture, joining it when it lies in several pieces.</summary>
    /// <param name="picture">Where it lies.</param>
    /// <param name="buffer">Memory to read into, replaced by a larger array when it is too small.</param>
    /// <returns>The bytes, valid until the buffer is used again.</returns>
    /// <exception cref="IOException">The file cannot be read, or ends before the picture does.</exception>
    /// <exception cref="InvalidDataException">It has more than <see cref="MaxEncodedBytes"/>.</exception>
    public static ReadOnlySpan<byte> Read(PictureLocation picture, ref byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        using var file = File.OpenHandle(picture.Path);
        var end = RandomAccess.GetLength(file);
        var length = picture.Length ?? Math.Max(end - picture.Offset, 0);

        // Before memory is taken, as the length is somebody else's claim.
        if (length > MaxEncodedBytes)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"{picture}: the picture has {length} bytes; at most {MaxEncodedBytes} are read."));
        }

        if (length > end) throw TooShort(picture);
        if (buffer.Length < length) buffer = GC.AllocateUninitializedArray<byte>((int)length);
        var bytes = buffer.AsSpan(0, (int)length);
        Read(file, picture, bytes);
        return bytes;
    }

    /// <summary>Reads one picture of an open file, joining it when it lies in several pieces.</summary>
    /// <param name="file">The file.</param>
    /// <param name="picture">Where it lies.</param>
    /// <param name="bytes">Receives the picture; as long as it.</param>
    /// <exception cref="IOException">The file cannot be read, or ends before the picture does.</exception>
    internal static void Read(SafeFileHandle file, PictureLocation picture, Span<byte> bytes)
    {
        if (picture.Parts is not { } parts)
        {
            Fill(file, picture, picture.Offset, bytes);
            return;
        }

        var done = 0;
        for (var i = 0; i < parts.Count; done += parts[i].Length, i++) Fill(file, picture, parts[i].Offset, bytes.Slice(done, parts[i].Length));
    }

    private static void Fill(SafeFileHandle file, PictureLocation picture, long offset, Span<byte> bytes)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes[done..], offset + done);
            if (read == 0) throw TooShort(picture);
            done += read;
        }
    }

    private static EndOfStreamException TooShort(PictureLocation picture) => new($"{picture}: the file ends before the picture does.");
}
