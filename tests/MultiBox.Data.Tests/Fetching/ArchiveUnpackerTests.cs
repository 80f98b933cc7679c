using System.Formats.Tar;
using System.Text;
using MultiBox.Abstractions;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Fetching;

public sealed class ArchiveUnpackerTests : IDisposable
{
    private const int UnixLink = 0xA1FF << 16;

    // A tar with one file, a.txt, that holds "hello xz", made with GNU tar and xz: nothing here can write that format.
    internal const string XzTar =
        "/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4Cf/AGNdADCLiofEDvKXpPh1PcWp7dmXqZhHf2FELKnnhly1VdrADD7/tfz8NxsljpUxXK35kvGk5Ru7pMQKNvfSjxkRaW1m0LZwT+zIxho4NLktXOYjJLqra4X1YOl1Uye+OMGiT0mxAAAADgNShcdKWTAAAX+AUAAAAPnUykOxxGf7AgAAAAAEWVo=";

    private static readonly string LongPath = string.Concat(Enumerable.Repeat("folder/", 574)) + "f";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, byte[]> Formats
    {
        get
        {
            var tar = Archives.Tar(Archives.Folder("d/"), Archives.File("d/a.txt", "hello"), Archives.File("./d/e/b.txt", "there"));
            return new TheoryData<string, byte[]>
            {
                { "tar", tar },
                { "tar.gz", Archives.GZip(tar) },
                { "tar.bz2", Archives.BZip2(tar) },
                { "zip", Archives.Zip(("d/", "", 0), ("d/a.txt", "hello", 0), ("d/e/b.txt", "there", 0)) },
            };
        }
    }

    public static TheoryData<string, byte[], string> Hostile => new()
    {
        { "up", Tar(Archives.File("../evil", "x")), "the entry '../evil' leaves its folder by '..'" },
        { "up inside", Tar(Archives.File("d/../../evil", "x")), "the entry 'd/../../evil' leaves its folder by '..'" },
        { "absolute", Tar(Archives.File("/evil", "x")), "the entry '/evil' has an absolute path" },
        { "backslash", Tar(Archives.File("..\\evil", "x")), "the entry '..\\evil' leaves its folder by '..'" },
        { "drive", Tar(Archives.File("C:/evil", "x")), "the entry 'C:/evil' holds ':' or a zero character" },
        { "link out", Tar(Archives.Link("d/l", "../../evil")), "the entry 'd/l' is a link that leaves the archive, to '../../evil'" },
        { "link absolute", Tar(Archives.Link("l", "/etc/passwd")), "the entry 'l' is a link to the absolute path '/etc/passwd'" },
        { "hard link out", Tar(Archives.HardLink("d/l", "../evil")), "the entry 'd/l' is a link that leaves the archive, to '../evil'" },
        { "pipe", Tar(Archives.Pipe("p")), "the entry 'p' is a device or another special file" },
        { "device", Tar(Archives.Device("null")), "the entry 'null' is a device or another special file" },
        { "deep link out", Tar(Archives.Link("a/b/l", "../../../evil")), "the entry 'a/b/l' is a link that leaves the archive, to '../../../evil'" },
        { "long part", Tar(Archives.LongNamed($"d/{new string('n', 256)}")), $"the entry 'd/{new string('n', 198)}...' has a name of 258 bytes, more than file systems take" },
        { "long path", Tar(Archives.LongNamed(LongPath)), $"the entry '{LongPath[..200]}...' has a name of 4019 bytes, more than file systems take" },
        { "wide part", Tar(Archives.LongNamed(new string('\u4e2d', 86))), $"the entry '{new string('\u4e2d', 86)}' has a name of 258 bytes, more than file systems take" },
        { "other case", Tar(Archives.File("d/a", "x"), Archives.File("d/A", "y")), "the entry 'd/A' differs from 'd/a' only in case, which not every file system tells apart" },
        { "folder in another case", Tar(Archives.File("d/a", "x"), Archives.File("D/b", "y")), "the entry 'D/b' differs from 'd' only in case, which not every file system tells apart" },
        { "under a file", Tar(Archives.File("d", "x"), Archives.File("d/a", "y")), "the entry 'd/a' lies under 'd', which is a file" },
        { "under a link", Tar(Archives.Link("d", "e"), Archives.File("d/a", "y")), "the entry 'd/a' lies under 'd', which is a file" },
        { "over a folder", Tar(Archives.File("d/a", "x"), Archives.File("d", "y")), "the entry 'd' is a file and a folder" },
        { "zip zero", Archives.Zip(("a\0b", "x", 0)), "the entry 'a\0b' holds ':' or a zero character" },
        { "zip device", Archives.Zip(("p", "x", 0x1000 << 16)), "the entry 'p' is a device or another special file" },
        { "zip up", Archives.Zip(("../evil", "x", 0)), "the entry '../evil' leaves its folder by '..'" },
        { "zip link", Archives.Zip(("l", "../../evil", UnixLink)), "the entry 'l' is a link that leaves the archive, to '../../evil'" },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_format_is_known_by_its_content(string format, byte[] archive)
    {
        Unpack(archive);

        Assert.True(format.Length > 0);
        Assert.Equal("hello", Read("d/a.txt"));
        Assert.Equal("there", Read("d/e/b.txt"));
    }

    [Fact]
    public void Xz_is_known_too()
    {
        Unpack(Convert.FromBase64String(XzTar));

        Assert.Equal("hello xz", Read("a.txt"));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_entries_refuse_the_archive(string kind, byte[] archive, string why)
    {
        var fault = Assert.Throws<ArchiveFault>(() => Unpack(archive));

        Assert.True(kind.Length > 0);
        Assert.Equal($"{_folder.At("archive")}: {why}. The archive was refused", fault.Message);
        Assert.Null(fault.Damaged);
        Assert.Empty(Directory.EnumerateFiles(_folder.Root, "evil", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_file_never_goes_through_a_link()
    {
        // "s/.." is the root by its letters, but the root's parent once s points to the root: real links would open a way out.
        var archive = Tar(Archives.Link("s", "d"), Archives.Link("out", "s/.."), Archives.File("out/evil", "x"), Archives.File("d/a", "a"));

        Assert.Throws<ArchiveFault>(() => Unpack(archive));
        Assert.False(File.Exists(_folder.At("evil")));
    }

    [Fact]
    public void Links_to_files_become_copies_also_in_a_chain_and_before_their_target()
    {
        Unpack(Tar(Archives.Link("d/first", "second"), Archives.Link("d/second", "../a"), Archives.File("a", "hello"), Archives.HardLink("h", "a")));

        Assert.Equal("hello", Read("d/first"));
        Assert.Equal("hello", Read("h"));
        Assert.Null(new FileInfo(_folder.At("out", "d", "first")).LinkTarget);
    }

    [Fact]
    public void A_link_to_nothing_or_in_a_circle_refuses_the_archive()
    {
        Assert.Throws<ArchiveFault>(() => Unpack(Tar(Archives.Link("l", "none"))));
        Assert.Throws<ArchiveFault>(() => Unpack(Tar(Archives.Link("a", "b"), Archives.Link("b", "a"))));
    }

    [Fact]
    public void Only_the_folder_that_is_asked_for_is_taken()
    {
        Unpack(Tar(Archives.File("VOCdevkit/VOC2007/a", "a"), Archives.File("VOCdevkit/VOCcode/b", "b"), Archives.File("VOCdevkit/VOC2007x/c", "c")), "VOCdevkit/VOC2007");

        Assert.Equal(["a"], Directory.EnumerateFileSystemEntries(_folder.At("out")).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told_with_what_is()
    {
        var fault = Assert.Throws<ArchiveFault>(() => Unpack(Tar(Archives.File("b/x", "x"), Archives.File("a/x", "x")), "c"));

        Assert.Equal($"{_folder.At("archive")}: holds no folder 'c'.\n  Found at its top: a, b", fault.Message);
    }

    [Fact]
    public void An_archive_that_swells_is_stopped()
    {
        var archive = Archives.GZip(Tar(Archives.File("zeros", new string('0', 1_000_000))));

        var fault = Assert.Throws<ArchiveFault>(() => Unpack(archive, change: spec => spec with { MaxUnpackedBytes = 10_000 }));

        Assert.Equal($"{_folder.At("archive")}: unpacks to more than the 10000 bytes allowed. The archive was refused", fault.Message);
    }

    [Fact]
    public void What_is_no_archive_or_damaged_is_told()
    {
        var gzip = Archives.GZip(Tar(Archives.File("a", new string('a', 50_000))));

        Assert.Equal(
            $"{_folder.At("archive")}: the archive cannot be read (not an archive of a known kind (tar, tar.gz, tar.bz2, tar.xz or zip))",
            Assert.Throws<ArchiveFault>(() => Unpack("<html>Not found</html>"u8.ToArray())).Message);
        Assert.Throws<ArchiveFault>(() => Unpack(gzip[..(gzip.Length / 2)]));
        Assert.Throws<ArchiveFault>(() => Unpack(Tar(Archives.File("a", new string('a', 50_000)))[..20_000]));
        Assert.Throws<ArchiveFault>(() => Unpack([]));
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("tar.bz2")]
    [InlineData("zip")]
    public void An_archive_that_was_cut_anywhere_is_damaged(string kind)
    {
        var files = Enumerable.Range(0, 8).Select(i => ($"d/{i}.txt", new string((char)('a' + i), 700))).ToArray();
        var whole = Archives.Of(kind, files);
        var (damaged, complete) = (0, 0);
        var step = kind == "tar" ? 256 : 3;
        for (var length = whole.Length % step; length <= whole.Length; length += step)
        {
            try
            {
                Unpack(whole[..length]);
                complete++;
                Assert.All(files, file => Assert.Equal(file.Item2, Read(file.Item1)));
            }
            catch (ArchiveFault fault)
            {
                damaged++;
                Assert.Equal(_folder.At("archive"), fault.Damaged);
            }

            if (Directory.Exists(_folder.At("out"))) Directory.Delete(_folder.At("out"), recursive: true);
        }

        // Only within what follows the last entry a cut may pass.
        Assert.InRange(complete, 1, 8);
        Assert.True(damaged > complete);
    }

    [Fact]
    public void An_xz_that_was_cut_anywhere_is_damaged()
    {
        var whole = Convert.FromBase64String(XzTar);
        for (var length = 0; length < whole.Length - 40; length++) Assert.Throws<ArchiveFault>(() => Unpack(whole[..length]));
    }

    [Fact]
    public void A_tar_with_a_hole_is_damaged()
    {
        var tar = Tar(Archives.File("a", new string('a', 600)), Archives.File("b", new string('b', 600)), Archives.File("c", new string('c', 600)));
        tar.AsSpan(1536, 512).Clear();

        var fault = Assert.Throws<ArchiveFault>(() => Unpack(tar));

        Assert.Equal($"{_folder.At("archive")}: the archive cannot be read (there is more after the mark of its end)", fault.Message);
    }

    [Fact]
    public void A_zip_whose_bytes_changed_is_damaged()
    {
        var zip = Archives.Zip(("a.jpg", "the picture", 0));

        // Short texts are stored as they are, where nothing but the CRC tells.
        var at = zip.AsSpan().IndexOf("the picture"u8);
        if (at < 0) at = 30 + "a.jpg".Length + 3;
        zip[at + 4] ^= 1;

        var fault = Assert.Throws<ArchiveFault>(() => Unpack(zip));

        Assert.Equal(_folder.At("archive"), fault.Damaged);
        Assert.False(File.Exists(_folder.At("out", "a.jpg")));
    }

    [Fact]
    public void The_later_of_two_entries_with_one_name_is_taken()
    {
        Unpack(Tar(Archives.File("a", "first"), Archives.File("a", "second"), Archives.Link("b", "a"), Archives.File("b", "third")));

        Assert.Equal(("second", "third"), (Read("a"), Read("b")));
    }

    [Fact]
    public void More_entries_than_allowed_refuse_the_archive()
    {
        var fault = Assert.Throws<ArchiveFault>(
            () => Unpack(Tar(Archives.File("a", ""), Archives.File("b", ""), Archives.File("c", "")), change: spec => spec with { MaxEntries = 2 }));

        Assert.Equal($"{_folder.At("archive")}: holds more than the 2 entries allowed. The archive was refused", fault.Message);
    }

    [Theory]
    [InlineData('x', "16715736000\0", 2_000_141_312)]
    [InlineData('g', "16715736000\0", 2_000_141_312)]
    [InlineData('L', "16715736000\0", 2_000_141_312)]
    [InlineData('K', "16715736000\0", 2_000_141_312)]
    [InlineData('x', "\u0080\0\0\0\0\0\0\0\u0077\u0035\u0094\0", 2_000_000_000)]
    [InlineData('L', "\u00FF\0\0\0\0\0\0\0\0\0\0\0", long.MaxValue)]
    public void A_header_that_claims_gigabytes_of_itself_takes_no_memory(char kind, string size, long bytes)
    {
        var tar = Tar(Archives.File("a", "a"));
        tar[156] = (byte)kind;
        Encoding.Latin1.GetBytes(size).CopyTo(tar, 124);
        Archives.MendTar(tar);

        foreach (var archive in new[] { tar, Archives.GZip([.. tar[..512], .. new byte[4 << 20]]) })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var fault = Assert.Throws<ArchiveFault>(() => Unpack(archive));

            Assert.Equal($"{_folder.At("archive")}: the archive cannot be read (a header states {bytes} bytes of itself)", fault.Message);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 20_000_000);
        }
    }

    [Fact]
    public void Nothing_is_written_through_a_link_that_lies_in_the_folder()
    {
        if (OperatingSystem.IsWindows()) return;
        Directory.CreateDirectory(_folder.At("elsewhere"));
        Directory.CreateDirectory(_folder.At("out"));
        File.CreateSymbolicLink(_folder.At("out", "a"), _folder.Write("elsewhere/precious", "precious"));

        Unpack(Tar(Archives.File("a", "new")));

        Assert.Equal(("new", "precious"), (Read("a"), File.ReadAllText(_folder.At("elsewhere", "precious"))));
    }

    [Fact]
    public void A_disk_that_refuses_names_the_file()
    {
        Directory.CreateDirectory(_folder.At("out", "a"));

        var fault = Assert.Throws<MultiBoxException>(() => Unpack(Tar(Archives.File("a", "x"))));

        Assert.StartsWith($"{_folder.At("out", "a")}: cannot be written (", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unpacking_can_be_cancelled()
    {
        var path = _folder.Write("archive", Tar(Archives.File("a", "a")));

        Assert.Throws<OperationCanceledException>(() => new ArchiveUnpacker(path, _folder.At("out"), Spec(null)).Unpack(new CancellationToken(canceled: true)));
    }

    private static byte[] Tar(params TarEntry[] entries) => Archives.Tar(entries);

    private static ArchiveSpec Spec(string? folder) => new() { FileName = "archive", Urls = [], Folder = folder };

    private void Unpack(byte[] archive, string? folder = null, Func<ArchiveSpec, ArchiveSpec>? change = null)
    {
        var spec = Spec(folder);
        new ArchiveUnpacker(_folder.Write("archive", archive), _folder.At("out"), change?.Invoke(spec) ?? spec).Unpack(CancellationToken.None);
    }

    private string Read(string name) => File.ReadAllText(_folder.At("out", name));
}
