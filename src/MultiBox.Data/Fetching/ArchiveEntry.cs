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
/// <param name="LinkTarget">Where a link points, as the archive states it.</param>
/// <param name="Content">A file's content.</param>
internal readonly record struct ArchiveEntry(string Name, ArchiveEntryKind Kind, string? LinkTarget, Stream? Content);
