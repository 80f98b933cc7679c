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

    /// <summary>The size in which a picture was stored, for one that was shrunk: records and boxes are about the original.</summary>
    /// <param name="index">The index of its record.</param>
    /// <returns>Width and height in pixels; null when the picture has the size that its record states.</returns>
    (int Width, int Height)? StoredSize(int index) => null;
}
