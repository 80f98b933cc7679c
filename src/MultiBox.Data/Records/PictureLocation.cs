using System.Globalization;

namespace MultiBox.Data;

/// <summary>Where the encoded bytes of a picture lie: a file, or a part of one such as an entry of a record file.</summary>
/// <param name="Path">The file's absolute path.</param>
/// <param name="Offset">Where the picture begins in it, in bytes.</param>
/// <param name="Length">The picture's length in bytes; null for the rest of the file.</param>
public readonly record struct PictureLocation(string Path, long Offset = 0, long? Length = null)
{
    /// <summary>
    /// The ranges that the picture is joined from, when its file keeps it in several pieces: <see cref="Offset"/> is where the first
    /// begins, <see cref="Length"/> the sum of their lengths.
    /// </summary>
    /// <value>Null, the default, for a picture in one piece.</value>
    public IReadOnlyList<FileRange>? Parts { get; init; }

    /// <summary>Whether two locations name the same bytes in the same pieces.</summary>
    /// <param name="other">The other one.</param>
    public bool Equals(PictureLocation other) =>
        Path == other.Path && Offset == other.Offset && Length == other.Length && (Parts ?? []).SequenceEqual(other.Parts ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Path, Offset, Length);

    /// <summary>What people call it: the path, with the offset when the file holds more than the picture.</summary>
    public override string ToString() =>
        Offset == 0 && Length is null ? Path : string.Create(CultureInfo.InvariantCulture, $"{Path}@{Offset}");
}
