using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Xz;
using CompressionMode = System.IO.Compression.CompressionMode;

namespace MultiBox.Data;

/// <summary>Lists the entries of tar (plain, gzip, bzip2, xz) and zip archives, told apart by their first bytes, not by name.</summary>
internal static class ArchiveReader
{
    /// <summary>How many bytes tell the kind.</summary>
    public const int HeadLength = TarHeader.Length;

    // A zip's list of entries is read at once; 2 million entries with long names fit.
    private const long LongestZipList = 256L << 20;
    private const int UnixTypeMask = 0xF000;
    private const int UnixLink = 0xA000;
    private const int UnixFile = 0x8000;
    private const int UnixFolder = 0x4000;
    private const int LongestLink = 4096;

    /// <summary>What kind of archive a file is.</summary>
    /// <param name="head">Its first <see cref="HeadLength"/> bytes, fewer if it has no more.</param>
    /// <returns>The kind; null when it is none that is read.</returns>
    public static ArchiveKind? KindOf(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8) ? ArchiveKind.Zip
        : head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? ArchiveKind.GZip
        : head.StartsWith("BZh"u8) ? ArchiveKind.BZip2
        : head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? ArchiveKind.Xz
        : TarHeader.IsHeader(head) ? ArchiveKind.Tar
        : null;

    /// <summary>Reads the entries one after the other.</summary>
    /// <exception cref="InvalidDataException">The file is no such archive, or is damaged. Its readers throw other exceptions, too.</exception>
    public static IEnumerable<ArchiveEntry> Read(Stream file)
    {
        var head = new byte[HeadLength];
        var length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return KindOf(head.AsSpan(0, length)) switch
        {
            ArchiveKind.Zip => ReadZip(file),
            ArchiveKind.GZip => ReadTar(new GZipStream(file, CompressionMode.Decompress)),
            ArchiveKind.BZip2 => ReadTar(BZip2Stream.Create(file, SharpCompress.Compressors.CompressionMode.Decompress, true)),
            ArchiveKind.Xz => ReadTar(new XZStream(file)),
            ArchiveKind.Tar => ReadTar(file),
            _ => throw new InvalidDataException("not an archive of a known kind (tar, tar.gz, tar.bz2, tar.xz or zip)"),
        };
    }

    private static IEnumerable<ArchiveEntry> ReadTar(Stream content)
    {
        using var guarded = new GuardedStream(content);
        using var reader = new TarReader(guarded);
        while (true)
        {
            guarded.Forget();
            guarded.ExpectsTarHeaders = true;
            var entry = reader.GetNextEntry();
            guarded.ExpectsTarHeaders = false;
            if (entry is null) break;

            // Comments for the whole archive, as git writes them.
            if (entry.EntryType == TarEntryType.GlobalExtendedAttributes) continue;
            var kind = entry.EntryType switch
            {
                TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile => ArchiveEntryKind.File,
                TarEntryType.Directory => ArchiveEntryKind.Folder,
                TarEntryType.SymbolicLink => ArchiveEntryKind.SymbolicLink,
                TarEntryType.HardLink => ArchiveEntryKind.HardLink,
                _ => ArchiveEntryKind.Special,
            };

            // The oldest tars mark folders only by the slash at the end.
            if (kind == ArchiveEntryKind.File && entry.Name.EndsWith('/')) kind = ArchiveEntryKind.Folder;
            yield return new ArchiveEntry(entry.Name, kind)
            {
                LinkTarget = kind is ArchiveEntryKind.SymbolicLink or ArchiveEntryKind.HardLink ? entry.LinkName : null,
                Length = entry.Length,
                Open = () => entry.DataStream ?? Stream.Null,
            };
        }

        // The reader is content with the end of the file between two entries. A whole tar has an empty block there; what was cut has not.
        if (guarded.LastRead == 0) throw new InvalidDataException("it ends without the mark of its end");

        // It also takes a header whose checksum is zero for that block. A hole in the file looks like that, too.
        if (!guarded.RestIsZero()) throw new InvalidDataException("there is more after the mark of its end");
    }

    private static IEnumerable<ArchiveEntry> ReadZip(Stream content)
    {
        using var guarded = new GuardedStream(content);
        using var archive = new ZipArchive(guarded, ZipArchiveMode.Read);
        guarded.Limit(LongestZipList);
        var entries = archive.Entries;
        guarded.Limit(null);
        foreach (var entry in entries)
        {
            if (entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\'))
            {
                yield return new ArchiveEntry(entry.FullName, ArchiveEntryKind.Folder);
                continue;
            }

            if (entry.IsEncrypted) throw new InvalidDataException($"the entry '{entry.FullName}' is encrypted");
            yield return ((entry.ExternalAttributes >> 16) & UnixTypeMask) switch
            {
                UnixLink => new ArchiveEntry(entry.FullName, ArchiveEntryKind.SymbolicLink) { LinkTarget = ReadText(entry) },
                0 or UnixFile or UnixFolder => new ArchiveEntry(entry.FullName, ArchiveEntryKind.File)
                {
                    Length = entry.Length,
                    Crc = entry.Crc32,
                    Open = entry.Open,
                },
                _ => new ArchiveEntry(entry.FullName, ArchiveEntryKind.Special),
            };
        }
    }

    private static string ReadText(ZipArchiveEntry entry)
    {
        using var data = entry.Open();
        var bytes = new byte[LongestLink];
        return Encoding.UTF8.GetString(bytes, 0, data.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }
}
