using MultiBox.Abstractions;

namespace MultiBox.Data.Tests.Fetching;

/// <summary>Archives from elsewhere: mirrors, this machine, nowhere.</summary>
public sealed class MirrorTests : FetchFixture
{
    [Fact]
    public async Task Mirrors_are_tried_first_and_in_order_by_the_archives_name()
    {
        using var server = new LoopbackServer((request, _) => request.Path == "two/sub/a%20b.tar" ? new Answer { Body = Body } : new Answer { Status = 404 });
        string[] mirrors = [server.Url("one"), server.Url("two/sub/")];

        await Fetch(Archive(server.Url("own.tar")) with { FileName = "x-a.tar", MirrorName = "a b.tar" }, options => options with { Mirrors = mirrors });

        Assert.Equal(["one/a%20b.tar", "two/sub/a%20b.tar"], server.Requests.Select(request => request.Path));
        Assert.Equal(["x-a.tar"], Files());
    }

    [Fact]
    public async Task An_archive_that_no_mirror_has_comes_from_its_own_address()
    {
        using var server = new LoopbackServer((request, _) => request.Path == "own.tar" ? new Answer { Body = Body } : new Answer { Status = 404 });

        await Fetch(Archive(server.Url("own.tar")), options => options with { Mirrors = [server.Url("m"), Folder.At("nowhere")] });

        Assert.Equal(["m/a.tar", "own.tar"], server.Requests.Select(request => request.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_folder_is_a_mirror_too_and_its_files_stay_there(bool asUrl)
    {
        var path = Folder.Write("usb/a.tar", Body);
        var folder = Path.GetDirectoryName(path)!;

        var found = await Fetch(Archive("http://127.0.0.1:9/a.tar"), options => options with { Mirrors = [asUrl ? new Uri(folder).AbsoluteUri : folder] });

        Assert.Equal(path, found);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task What_one_address_began_another_goes_on_with()
    {
        using var server = new LoopbackServer((request, _) => request.Path == "one.tar"
            ? new Answer { Body = Body, ETag = "\"one\"", CutAfter = 100_000 }
            : new Answer { Body = Body, ETag = "\"two\"", Ranges = true });

        var path = await Fetch(Archive(server.Url("one.tar"), server.Url("two.tar")), options => options with { Retries = 1 });

        Assert.Equal(Body, await File.ReadAllBytesAsync(path));
        var last = server.Requests.Last();
        Assert.Equal(("two.tar", "bytes=100000-", null), (last.Path, last.Range, last.IfRange));
        Assert.Equal(["a.tar"], Files());
    }

    [Fact]
    public async Task Pieces_that_do_not_fit_are_thrown_away_and_the_second_address_is_asked_for_all()
    {
        using var server = new LoopbackServer((request, _) => request.Path == "one.tar"
            ? new Answer { Body = Other, ETag = "\"one\"", CutAfter = 100_000 }
            : new Answer { Body = Body, ETag = "\"two\"", Ranges = true });

        var path = await Fetch(Archive(server.Url("one.tar"), server.Url("two.tar")), options => options with { Retries = 1 });

        Assert.Equal(Body, await File.ReadAllBytesAsync(path));
        Assert.Equal(["bytes=100000-", null], server.Requests.Where(request => request.Path == "two.tar").Select(request => request.Range));
        Assert.False(File.Exists(path + ".bad"));
    }

    [Fact]
    public async Task Without_a_checksum_pieces_of_two_addresses_are_never_put_together()
    {
        using var server = new LoopbackServer((request, _) => request.Path == "one.tar"
            ? new Answer { Body = Other, ETag = "\"one\"", CutAfter = 100_000 }
            : new Answer { Body = Body, ETag = "\"two\"", Ranges = true });

        var path = await Fetch(Archive(server.Url("one.tar"), server.Url("two.tar")) with { Sha256 = null }, options => options with { Retries = 1 });

        Assert.Equal(Body, await File.ReadAllBytesAsync(path));
        Assert.All(server.Requests.Where(request => request.Path == "two.tar"), request => Assert.Null(request.Range));
    }

    [Fact]
    public async Task A_whole_file_that_was_not_compared_yet_is_no_fault_of_the_next_address()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Body });
        Folder.Write("a.tar.part", Other);
        Folder.Write("a.tar.part.json", $$"""{"Url":"http://127.0.0.1:9/gone.tar","Total":{{Other.Length}}}""");

        var path = await Fetch(Archive(server.Url("a.tar")));

        Assert.Equal(Body, await File.ReadAllBytesAsync(path));
        Assert.Equal(["a.tar"], Files());
    }

    [Fact]
    public async Task Offline_nothing_is_asked_for_and_what_is_here_is_used()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Body });
        Folder.Write("usb/a.tar", Body);

        var path = await Fetch(
            Archive(server.Url("a.tar")), options => options with { Offline = true, Mirrors = [server.Url("m"), Folder.At("usb")] });

        Assert.Equal(Folder.At("usb", "a.tar"), path);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Offline_a_file_that_is_wrong_is_named_with_where_the_right_one_belongs()
    {
        Folder.Write("a.tar", Other);

        var fault = await Assert.ThrowsAsync<MultiBoxException>(
            () => Fetch(Archive("http://127.0.0.1:9/a.tar") with { Bytes = Body.Length }, options => options with { Offline = true }));

        var target = Folder.At("a.tar");
        Assert.Equal(
            "a.tar is not on this machine, and offline nothing is downloaded:\n" +
            $"  {target}: wrong checksum, expected SHA-256 {Sha256(Body)}, found {Sha256(Other)}. Kept as {target}.bad.\n" +
            $"Put it to {target} (400000 bytes, SHA-256 {Sha256(Body)}), and run again.",
            fault.Message);
    }

    [Fact]
    public async Task Offline_every_missing_archive_of_every_source_is_named_with_its_place_size_and_checksum()
    {
        Folder.Write("downloads/here.tar", Archives.Tar(Archives.VocTar("x", "a")));
        SourceSpec[] sources =
        [
            new("one") { Archives = [Spec("here.tar"), Spec("b.tar") with { Bytes = 12, Md5 = "d41d8cd98f00b204e9800998ecf8427e" }] },
            new("two") { Archives = [Spec("c.tar") with { ApproximateBytes = 3000, Sha1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709" }] },
            new("three") { Archives = [Spec("d.tar")] },
            new("four") { Archives = [Spec("here.tar")] },
        ];
        var fetcher = new SourceFetcher(Fetcher(options => options with { Offline = true }), Folder.Root);

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => fetcher.FetchAsync([.. sources.Select(source => new MissingSource(source, []))]));

        Assert.Equal(
            "Source 'one': offline, nothing is downloaded. Put these files there, and run again:\n" +
            $"  {Folder.At("downloads", "b.tar")} (12 bytes, MD5 d41d8cd98f00b204e9800998ecf8427e; from http://127.0.0.1:9/b.tar)\n" +
            "Source 'two': offline, nothing is downloaded. Put these files there, and run again:\n" +
            $"  {Folder.At("downloads", "c.tar")} (about 3000 bytes, SHA-1 da39a3ee5e6b4b0d3255bfef95601890afd80709; from http://127.0.0.1:9/c.tar)\n" +
            "Source 'three': offline, nothing is downloaded. Put these files there, and run again:\n" +
            $"  {Folder.At("downloads", "d.tar")} (from http://127.0.0.1:9/d.tar)",
            fault.Message);
        Assert.True(Directory.Exists(Folder.At("four", "Annotations")));
    }

    private static ArchiveSpec Spec(string file) => new() { FileName = file, Urls = ["http://127.0.0.1:9/" + file] };
}
