namespace MultiBox.Data;

/// <summary>What an entry of an archive is.</summary>
internal enum ArchiveEntryKind
{
    File,
    Folder,
    SymbolicLink,
    HardLink,

    /// <summary>A device, a pipe or anything else that a data set has no use for.</summary>
    Special,
}

/// <summary>One entry of an archive, valid until the next one is asked for.</summary>
/// <param name="Name">Its name as the archive states it.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct ArchiveEntry(string Name, ArchiveEntryKind Kind)
{
    /// <summary>Where a link points, as the archive states it.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>A file's size in bytes, as the archive states it.</summary>
    public long Length { get; init; }

    /// <summary>The CRC-32 of a file's content, where the archive states it and the reader does not compare it itself.</summary>
    public uint? Crc { get; init; }

    /// <summary>Opens a file's content; once, and only if it is wanted.</summary>
    public Func<Stream>? Open { get; init; }
}
