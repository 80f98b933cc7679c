namespace MultiBox.Data;

/// <summary>The kinds of archives that are read.</summary>
internal enum ArchiveKind
{
    Tar,
    GZip,
    BZip2,
    Xz,
    Zip,
}
