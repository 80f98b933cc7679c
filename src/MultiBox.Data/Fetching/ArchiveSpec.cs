namespace MultiBox.Data;

/// <summary>An archive that holds a source, or another file, and where to get it.</summary>
public sealed record ArchiveSpec
{
    /// <summary>The name of the downloaded file, without folders.</summary>
    public required string FileName { get; init; }

    /// <summary>The name of the file on mirrors; null when it is <see cref="FileName"/>.</summary>
    public string? MirrorName { get; init; }

    /// <summary>
    /// Where it lies, best first: <c>http(s)://</c>, <c>file://</c>, or the path of a local file (relative to the data folder).
    /// Each is tried until one gives a file with the right size and checksums.
    /// </summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>The SHA-256 of the file in hexadecimal; null when it is not known.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The first hexadecimal digits of the file's SHA-256, where no more is known; null when nothing is.</summary>
    public string? Sha256Prefix { get; init; }

    /// <summary>The SHA-1 of the file in hexadecimal; null when it is not known.</summary>
    public string? Sha1 { get; init; }

    /// <summary>The MD5 of the file in hexadecimal; null when it is not known.</summary>
    public string? Md5 { get; init; }

    /// <summary>Whether it is an archive. Of another file it is only checked that it is no page of a web site.</summary>
    /// <value>True by default.</value>
    public bool IsArchive { get; init; } = true;

    /// <summary>
    /// The folder inside the archive that becomes the source, with '/', e.g. <c>VOCdevkit/VOC2007</c>; everything else in the
    /// archive is passed over. Null: everything is unpacked and the one folder in the source's format is taken.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>Its exact size in bytes; null when it is not known. A file of another size is not it.</summary>
    public long? Bytes { get; init; }

    /// <summary>Its size in bytes, roughly, where the exact one is not known.</summary>
    public long? ApproximateBytes { get; init; }

    /// <summary>The most bytes to download; a server that offers more is refused.</summary>
    /// <value>64 GiB by default.</value>
    public long MaxBytes { get; init; } = 64L << 30;

    /// <summary>The most bytes to unpack, against archives that swell.</summary>
    /// <value>256 GiB by default.</value>
    public long MaxUnpackedBytes { get; init; } = 256L << 30;

    /// <summary>The most entries to unpack: what is remembered of each takes memory.</summary>
    /// <value>2 million by default.</value>
    public int MaxEntries { get; init; } = 2_000_000;

    /// <summary>The size as well as it is known, in bytes; null when it is not.</summary>
    public long? KnownBytes => Bytes ?? ApproximateBytes;

    /// <summary>Whether any checksum is known.</summary>
    public bool HasChecksum => (Sha256 ?? Sha256Prefix ?? Sha1 ?? Md5) is not null;
}
