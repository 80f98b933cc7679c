using System.Formats.Tar;
using MultiBox.Abstractions;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Fetching;

public sealed class ArchiveUnpackerTests : IDisposable
{
    private const int UnixLink = 0xA1FF << 16;

    // A tar with one file, a.txt, that holds "hello xz", made with GNU tar and xz: nothing here can write that format.
    internal const string XzTar =
        "/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4Cf/AGNdADCLiofEDvKXpPh1PcWp7dmXqZhHf2FELKnnhly1VdrADD7/tfz8NxsljpUxXK35kvGk5Ru7pMQKNvfSjxkRaW1m0LZwT+zIxho4NLktXOYjJLqra4X1YOl1Uye+OMGiT0mxAAAADgNShcdKWTAAAX+AUAAAAPnUykOxxGf7AgAAAAAEWVo=";

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
        { "absolute", Tar(Archives.File("/tmp/evil", "x")), "the entry '/tmp/evil' has an absolute path" },
        { "backslash", Tar(Archives.File("..\\evil", "x")), "the entry '..\\evil' leaves its folder by '..'" },
        { "drive", Tar(Archives.File("C:/evil", "x")), "the entry 'C:/evil' holds ':' or a zero character" },
        { "link out", Tar(Archives.Link("d/l", "../../evil")), "the entry 'd/l' is a link that leaves the archive, to '../../evil'" },
        { "link absolute", Tar(Archives.Link("l", "/etc/passwd")), "the entry 'l' is a link to the absolute path '/etc/passwd'" },
        { "hard link out", Tar(Archives.HardLink("d/l", "../evil")), "the entry 'd/l' is a link that leaves the archive, to '../evil'" },
        { "pipe", Tar(Archives.Pipe("p")), "the entry 'p' is a device or another special file" },
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
        var fault = Assert.Throws<MultiBoxException>(() => Unpack(archive));

        Assert.True(kind.Length > 0);
        Assert.Equal($"{_folder.At("archive")}: {why}. The archive was refused.", fault.Message);
        Assert.Empty(Directory.EnumerateFiles(_folder.Root, "evil", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_file_never_goes_through_a_link()
    {
        // "s/.." is the root by its letters, but the root's parent once s points to the root: real links would open a way out.
        var archive = Tar(Archives.Link("s", "d"), Archives.Link("out", "s/.."), Archives.File("out/evil", "x"), Archives.File("d/a", "a"));

        Assert.Throws<MultiBoxException>(() => Unpack(archive));
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
        Assert.Throws<MultiBoxException>(() => Unpack(Tar(Archives.Link("l", "none"))));
        Assert.Throws<MultiBoxException>(() => Unpack(Tar(Archives.Link("a", "b"), Archives.Link("b", "a"))));
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
        var fault = Assert.Throws<MultiBoxException>(() => Unpack(Tar(Archives.File("b/x", "x"), Archives.File("a/x", "x")), "c"));

        Assert.Equal($"{_folder.At("archive")}: holds no folder 'c'.\n  Found at its top: a, b.", fault.Message);
    }

    [Fact]
    public void An_archive_that_swells_is_stopped()
    {
        var archive = Archives.GZip(Tar(Archives.File("zeros", new string('0', 1_000_000))));

        var fault = Assert.Throws<MultiBoxException>(() => Unpack(archive, change: spec => spec with { MaxUnpackedBytes = 10_000 }));

        Assert.Equal($"{_folder.At("archive")}: unpacks to more than the 10000 bytes allowed. The archive was refused.", fault.Message);
    }

    [Fact]
    public void What_is_no_archive_or_damaged_is_told()
    {
        var gzip = Archives.GZip(Tar(Archives.File("a", new string('a', 50_000))));

        Assert.Equal(
            $"{_folder.At("archive")}: the archive cannot be read (not an archive of a known kind (tar, tar.gz, tar.bz2, tar.xz or zip)). Remove it to fetch it again.",
            Assert.Throws<MultiBoxException>(() => Unpack("<html>Not found</html>"u8.ToArray())).Message);
        Assert.Throws<MultiBoxException>(() => Unpack(gzip[..(gzip.Length / 2)]));
        Assert.Throws<MultiBoxException>(() => Unpack(Tar(Archives.File("a", new string('a', 50_000)))[..20_000]));
        Assert.Throws<MultiBoxException>(() => Unpack([]));
    }

    [Fact]
    public void Unpacking_can_be_cancelled()
    {
        var path = _folder.Write("archive", Tar(Archives.File("a", "a")));

        Assert.Throws<OperationCanceledException>(() => ArchiveUnpacker.Unpack(path, _folder.At("out"), Spec(null), null, new CancellationToken(canceled: true)));
    }

    private static byte[] Tar(params TarEntry[] entries) => Archives.Tar(entries);

    private static ArchiveSpec Spec(string? folder) => new() { FileName = "archive", Urls = [], Folder = folder };

    private void Unpack(byte[] archive, string? folder = null, Func<ArchiveSpec, ArchiveSpec>? change = null)
    {
        var spec = Spec(folder);
        ArchiveUnpacker.Unpack(_folder.Write("archive", archive), _folder.At("out"), change?.Invoke(spec) ?? spec);
    }

    private string Read(string name) => File.ReadAllText(_folder.At("out", name));
}
