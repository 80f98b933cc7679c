namespace MultiBox.Data;

/// <summary>The encoded pictures of a split, each at its record's index. Safe for several threads.</summary>
public interface IEncodedPictures
{
    /// <summary>The bytes of one picture, as a file of its format would hold them.</summary>
    /// <param name="index">The index of its record.</param>
    /// <param name="buffer">Memory to read into, replaced by a larger array when it is too small; not used when the bytes are in memory already.</param>
    /// <returns>The bytes, valid until the buffer is used again.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The bytes are not those that were stored; the message names the file.</exception>
    ReadOnlySpan<byte> Read(int index, ref byte[] buffer);

    /// <summary>The size of a picture that was made smaller than its record says when it was stored.</summary>
    /// <param name="index">The index of its record.</param>
    /// <returns>Its width and height in pixels; null when it is stored as its record says.</returns>
    (int Width, int Height)? StoredSize(int index) => null;
}
