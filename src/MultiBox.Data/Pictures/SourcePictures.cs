namespace MultiBox.Data;

/// <summary>Pictures read from where their sources keep them.</summary>
/// <param name="records">The records.</param>
public sealed class SourcePictures(IReadOnlyList<ImageRecord> records) : IEncodedPictures
{
    /// <inheritdoc/>
    public ReadOnlySpan<byte> Read(int index, ref byte[] buffer) => Read(records[index].Picture, ref buffer);

    /// <summary>Reads one picture.</summary>
    /// <param name="picture">Where it lies.</param>
    /// <param name="buffer">Memory to read into, replaced by a larger array when it is too small.</param>
    /// <returns>The bytes, valid until the buffer is used again.</returns>
    /// <exception cref="IOException">The file cannot be read, or ends before the picture does.</exception>
    public static ReadOnlySpan<byte> Read(PictureLocation picture, ref byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        using var file = File.OpenHandle(picture.Path);
        var length = checked((int)(picture.Length ?? (RandomAccess.GetLength(file) - picture.Offset)));
        if (buffer.Length < length) buffer = GC.AllocateUninitializedArray<byte>(length);
        for (var done = 0; done < length;)
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(done, length - done), picture.Offset + done);
            if (read == 0) throw new EndOfStreamException($"{picture}: the file ends before the picture does.");
            done += read;
        }

        return buffer.AsSpan(0, length);
    }
}
