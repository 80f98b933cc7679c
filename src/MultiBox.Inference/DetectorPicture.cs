using MultiBox.Imaging;

namespace MultiBox.Inference;

/// <summary>
/// A picture for a <see cref="Detector"/>: a file, the content of one, or pixels. Files are read when their turn comes. Texts, byte arrays
/// and images convert to it by themselves.
/// </summary>
public sealed class DetectorPicture
{
    private readonly ReadOnlyMemory<byte> _encoded;
    private readonly string? _path;

    private DetectorPicture(string name, string? path, ReadOnlyMemory<byte> encoded, RgbImage? image) => (Name, _path, _encoded, Image) = (name, path, encoded, image);

    /// <summary>What error messages call it: its path, where it is a file.</summary>
    public string Name { get; }

    /// <summary>The pixels, where the picture was given as such.</summary>
    internal RgbImage? Image { get; }

    /// <summary>A file.</summary>
    /// <param name="path">The file.</param>
    public static DetectorPicture FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new DetectorPicture(path, path, default, null);
    }

    /// <summary>The content of a file.</summary>
    /// <param name="encoded">JPEG, PNG, BMP, WebP or GIF; not copied.</param>
    /// <param name="name">What error messages call it.</param>
    public static DetectorPicture FromBytes(ReadOnlyMemory<byte> encoded, string name = "picture")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new DetectorPicture(name, null, encoded, null);
    }

    /// <summary>Pixels.</summary>
    /// <param name="image">The picture; not copied.</param>
    /// <param name="name">What error messages call it.</param>
    public static DetectorPicture FromImage(RgbImage image, string name = "picture")
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new DetectorPicture(name, null, default, image);
    }

    /// <summary>A file.</summary>
    /// <param name="path">The file.</param>
    public static implicit operator DetectorPicture(string path) => FromFile(path);

    /// <summary>The content of a file.</summary>
    /// <param name="encoded">JPEG, PNG, BMP, WebP or GIF; not copied.</param>
    public static implicit operator DetectorPicture(byte[] encoded) => FromBytes(encoded);

    /// <summary>Pixels.</summary>
    /// <param name="image">The picture; not copied.</param>
    public static implicit operator DetectorPicture(RgbImage image) => FromImage(image);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The encoded picture; read, where it is a file.</summary>
    internal ReadOnlyMemory<byte> Read() => _path is null ? _encoded : File.ReadAllBytes(_path);
}
