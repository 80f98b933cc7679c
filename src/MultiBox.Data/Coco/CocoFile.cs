using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>An annotation file as it states its images and objects, not yet checked against the pictures and the classes.</summary>
internal sealed class CocoFile
{
    /// <summary>The images that have an id and a file name, in the file's order.</summary>
    public List<CocoImage> Images { get; } = [];

    /// <summary>The objects, in the file's order, faulty ones too.</summary>
    public List<CocoObject> Objects { get; } = [];

    /// <summary>The names of the categories.</summary>
    public Dictionary<long, string> Categories { get; } = [];

    /// <summary>The ids of images that were dropped as faulty: their objects are no faults of their own.</summary>
    public HashSet<long> FaultyImages { get; } = [];
}

/// <summary>An image as its file states it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FileName">Its picture, a plain path in a folder of pictures, parts separated by '/'.</param>
/// <param name="Width">The stated width; null when it is left out.</param>
/// <param name="Height">The stated height; null when it is left out.</param>
/// <param name="Line">Its line.</param>
internal sealed record CocoImage(long Id, string FileName, string? Width, string? Height, int Line);

/// <summary>An object as its file states it. A large file has a million, so it is small and has no parts of its own when it is sound.</summary>
internal struct CocoObject
{
    /// <summary>Its line.</summary>
    public int Line;

    /// <summary>What it states of itself that can be used.</summary>
    public CocoParts Parts;

    /// <summary>Its own id.</summary>
    public long Id;

    /// <summary>The image's id.</summary>
    public long ImageId;

    /// <summary>The category's id.</summary>
    public long CategoryId;

    /// <summary>Its corners in pixels.</summary>
    public Box Box;

    /// <summary>The stated area in pixels squared, that of the outline; null when there is none, or it is just the box's.</summary>
    public double? Area;

    /// <summary>What cannot be used; null for nothing.</summary>
    public List<CocoFault>? Faults;
}

/// <summary>The parts of an object.</summary>
[Flags]
internal enum CocoParts
{
    None = 0,
    Id = 1,
    Image = 2,
    Category = 4,
    Box = 8,
    Crowd = 16,
    Difficult = 32,
    Truncated = 64,
}

/// <summary>A value that cannot be used.</summary>
/// <param name="What">The fault in a few words.</param>
/// <param name="Expected">What a valid file would hold.</param>
/// <param name="Found">What it holds.</param>
/// <param name="IsFlag">Whether it is a flag, which can be taken for "no".</param>
internal sealed record CocoFault(string What, string Expected, string Found, bool IsFlag = false);
