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
    private const int UnixTypeMask = 0xF000;
    private const int UnixLink = 0xA000;
    private const int UnixFile = 0x8000;
    private const int UnixFolder = 0x4000;
    private const int LongestLink = 4096;

    /// <summary>Reads the entries one after the other.</summary>
    /// <exception cref="InvalidDataException">The file is no such archive, or is damaged.</exception>
    public static IEnumerable<ArchiveEntry> Read(Stream file)
    {
        var head = new byte[512];
        var length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        var start = head.AsSpan(0, length);
        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8)) return ReadZip(file);
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return ReadTar(new GZipStream(file, CompressionMode.Decompress));
        if (start.StartsWith("BZh"u8)) return ReadTar(BZip2Stream.Create(file, SharpCompress.Compressors.CompressionMode.Decompress, true));
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0])) return ReadTar(new XZStream(file));
        if (IsTarHeader(start)) return ReadTar(file);
        throw new InvalidDataException("not an archive of a known kind (tar, tar.gz, tar.bz2, tar.xz or zip)");
    }

    private static IEnumerable<ArchiveEntry> ReadTar(Stream content)
    {
        using var reader = new TarReader(content);
        while (reader.GetNextEntry() is { } entry)
        {
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
            var link = kind is ArchiveEntryKind.SymbolicLink or ArchiveEntryKind.HardLink ? entry.LinkName : null;
            yield return new ArchiveEntry(entry.Name, kind, link, entry.DataStream ?? Stream.Null);
        }
    }

    private static IEnumerable<ArchiveEntry> ReadZip(Stream content)
    {
        using var archive = new ZipArchive(content, ZipArchiveMode.Read);
        foreach (var entry in archive.Entries)
        {
            if (entry.FullName.EndsWith('/') || entry.FullName.EndsWith('\\'))
            {
                yield return new ArchiveEntry(entry.FullName, ArchiveEntryKind.Folder, null, null);
                continue;
            }

            using var data = entry.Open();
            yield return ((entry.ExternalAttributes >> 16) & UnixTypeMask) switch
            {
                UnixLink => new ArchiveEntry(entry.FullName, ArchiveEntryKind.SymbolicLink, ReadText(data), null),
                0 or UnixFile or UnixFolder => new ArchiveEntry(entry.FullName, ArchiveEntryKind.File, null, data),
                _ => new ArchiveEntry(entry.FullName, ArchiveEntryKind.Special, null, null),
            };
        }
    }

    private static string ReadText(Stream data)
    {
        var bytes = new byte[LongestLink];
        return Encoding.UTF8.GetString(bytes, 0, data.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    // Old tars have no magic, but every header holds the sum of its own bytes, the sum's field counted as spaces.
    private static bool IsTarHeader(ReadOnlySpan<byte> header)
    {
        if (header.Length < 512) return false;
        var field = header.Slice(148, 8);
        var sum = 8 * ' ';
        for (var i = 0; i < 512; i++) sum += i is >= 148 and < 156 ? 0 : header[i];
        var stated = 0;
        foreach (var digit in field)
        {
            if (digit is >= (byte)'0' and <= (byte)'7') stated = (stated * 8) + digit - '0';
        }

        return stated == sum;
    }
}
