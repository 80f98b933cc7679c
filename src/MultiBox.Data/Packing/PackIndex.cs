namespace MultiBox.Data;

/// <summary>What a pack holds beside the pictures' bytes.</summary>
internal sealed record PackIndex
{
    /// <summary>The split's name.</summary>
    public required string Name { get; init; }

    /// <summary>The split's fingerprint.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>How the pictures are stored.</summary>
    public required PackOptions Options { get; init; }

    /// <summary>How many images the lists name.</summary>
    public required int Listed { get; init; }

    /// <summary>How many of them were left out for holding no object of the classes.</summary>
    public required int WithoutObjects { get; init; }

    /// <summary>The classes in the order of their labels.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Where each source lies.</summary>
    public required IReadOnlyList<PackedSource> Sources { get; init; }

    /// <summary>The images.</summary>
    public required IReadOnlyList<ImageRecord> Records { get; init; }

    /// <summary>The picture of each image.</summary>
    public required IReadOnlyList<PackedPicture> Pictures { get; init; }

    /// <summary>Every file and folder that was looked at, each once; those of the records are among them.</summary>
    public required IReadOnlyList<PackedFile> Files { get; init; }

    /// <summary>Every fault and what was done about it.</summary>
    public required BadDataReport Report { get; init; }
}

/// <summary>Where a source lay.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Format">The name of its format.</param>
/// <param name="Root">The folder's absolute path.</param>
internal sealed record PackedSource(string Name, string Format, string Root);

/// <summary>The picture of one image as it is stored. Images with equal pictures share one.</summary>
/// <param name="Offset">Where its bytes begin in the pack.</param>
/// <param name="Length">How many they are.</param>
/// <param name="Checksum">Their XxHash3.</param>
/// <param name="Width">The stored picture's width in pixels.</param>
/// <param name="Height">The stored picture's height in pixels.</param>
/// <param name="DifferenceHash">The original's <see cref="MultiBox.Data.DifferenceHash"/>.</param>
/// <param name="Content">The SHA-256 of the original's bytes.</param>
internal readonly record struct PackedPicture(long Offset, int Length, ulong Checksum, int Width, int Height, ulong DifferenceHash, Sha256Sum Content);

/// <summary>A file or folder that the split was made from.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Stamp">How it looked.</param>
/// <param name="Content">What it held, where that was read.</param>
internal readonly record struct PackedFile(string Path, FileStamp Stamp, Sha256Sum Content);
