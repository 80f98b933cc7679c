using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using SharpCompress.Compressors.BZip2;

namespace MultiBox.Data.Tests.Fetching;

/// <summary>Makes archives in memory, good and hostile ones.</summary>
internal static class Archives
{
    public static TarEntry File(string name, string text) =>
        new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) };

    public static TarEntry Folder(string name) => new UstarTarEntry(TarEntryType.Directory, name);

    public static TarEntry Link(string name, string target) => new UstarTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target };

    public static TarEntry HardLink(string name, string target) => new UstarTarEntry(TarEntryType.HardLink, name) { LinkName = target };

    public static TarEntry Device(string name) => new UstarTarEntry(TarEntryType.CharacterDevice, name) { DeviceMajor = 1, DeviceMinor = 3 };

    /// <summary>A file whose name is kept in a header of its own, where it may be anything.</summary>
    public static TarEntry LongNamed(string name, string text = "x") =>
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) };

    public static TarEntry Pipe(string name) => new UstarTarEntry(TarEntryType.Fifo, name);

    public static byte[] Tar(params TarEntry[] entries)
    {
        using var memory = new MemoryStream();
        using (var writer = new TarWriter(memory, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var entry in entries) writer.WriteEntry(entry);
        }

        return memory.ToArray();
    }

    /// <summary>Makes the checksums of changed headers right: each is the sum of the header's bytes, with spaces for its own field.</summary>
    public static void MendTar(byte[] tar)
    {
        for (var header = 0; header + 512 <= tar.Length; header += 512)
        {
            if (!tar.AsSpan(header + 257, 5).SequenceEqual("ustar"u8)) continue;
            tar.AsSpan(header + 148, 8).Fill((byte)' ');
            var sum = 0;
            for (var i = 0; i < 512; i++) sum += tar[header + i];
            Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ").CopyTo(tar, header + 148);
        }
    }

    /// <summary>A VOC folder as tar entries, a picture's name and an annotation each.</summary>
    public static TarEntry[] VocTar(string root, params string[] ids) =>
    [
        .. ids.SelectMany(id => new[] { File($"{root}/Annotations/{id}.xml", "<annotation/>"), File($"{root}/JPEGImages/{id}.jpg", id) }),
        File($"{root}/ImageSets/Main/{ids[0]}.txt", string.Join('\n', ids)),
    ];

    /// <summary>Files as an archive of any kind that can be written here.</summary>
    public static byte[] Of(string kind, params (string Name, string Text)[] files)
    {
        if (kind == "zip") return Zip([.. files.Select(file => (file.Name, file.Text, 0))]);
        var tar = Tar([.. files.Select(file => File(file.Name, file.Text))]);
        return kind switch
        {
            "tar" => tar,
            "tar.gz" => GZip(tar),
            "tar.bz2" => BZip2(tar),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    public static byte[] GZip(byte[] content) => Compress(content, stream => new GZipStream(stream, CompressionLevel.Fastest));

    public static byte[] BZip2(byte[] content) =>
        Compress(content, stream => BZip2Stream.Create(stream, SharpCompress.Compressors.CompressionMode.Compress, false));

    public static byte[] Zip(params (string Name, string Text, int Attributes)[] entries)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text, attributes) in entries)
            {
                var entry = archive.CreateEntry(name);
                entry.ExternalAttributes = attributes;
                using var content = entry.Open();
                content.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return memory.ToArray();
    }

    private static byte[] Compress(byte[] content, Func<Stream, Stream> open)
    {
        using var memory = new MemoryStream();
        using (var stream = open(memory)) stream.Write(content);
        return memory.ToArray();
    }
}
