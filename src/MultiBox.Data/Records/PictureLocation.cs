using System.Globalization;

namespace MultiBox.Data;

/// <summary>Where the encoded bytes of a picture lie: a file, or a part of one such as an entry of a record file.</summary>
/// <param name="Path">The file's absolute path.</param>
/// <param name="Offset">Where the picture begins in it, in bytes.</param>
/// <param name="Length">The picture's length in bytes; null for the rest of the file.</param>
public readonly record struct PictureLocation(string Path, long Offset = 0, long? Length = null)
{
    /// <summary>What people call it: the path, with the offset when the file holds more than the picture.</summary>
    public override string ToString() =>
        Offset == 0 && Length is null ? Path : string.Create(CultureInfo.InvariantCulture, $"{Path}@{Offset}");
}
