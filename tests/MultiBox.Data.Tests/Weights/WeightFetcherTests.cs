using System.Text;
using MultiBox.Abstractions;
using MultiBox.Data.Tests.Fetching;

namespace MultiBox.Data.Tests.Weights;

/// <summary>Weights from a real server, into the cache and out of it.</summary>
public sealed class WeightFetcherTests : FetchFixture
{
    private static readonly byte[] Weights = Content(300_000, seed: 3);

    private static readonly byte[] Symbol = Encoding.UTF8.GetBytes("{}");

    private static string Sum16 => Sha256(Weights)[..16];

    [Fact]
    public async Task Weights_are_kept_by_their_content_and_found_again_without_a_network()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Weights });
        var spec = Spec(server.Url("net-1.pth"), sum: Sha256(Weights));

        var first = await FetchWeights(spec);
        var again = await FetchWeights(spec, offline: true);

        Assert.Equal([Folder.At($"weights/{Sum16}/net-1.pth")], first.Paths);
        Assert.Equal((first.Sha256, first.Paths[0]), (again.Sha256, again.Paths[0]));
        Assert.Equal(Weights, await File.ReadAllBytesAsync(first.Paths[0]));
        Assert.Single(server.Requests, request => request.Method == "GET");
        Assert.Equal([$"weights/{Sum16}/.source.json", $"weights/{Sum16}/net-1.pth"], Tree(Folder.Root).Keys);
    }

    [Fact]
    public async Task Weights_of_which_nothing_is_known_are_found_again_by_their_address()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Weights });
        var spec = Spec(server.Url("net-1.pth"));

        var first = await FetchWeights(spec);

        Assert.Equal(Sha256(Weights), first.Sha256);
        Assert.Equal(first.Paths, (await FetchWeights(spec, offline: true)).Paths);
        // Once their checksum is stated they need not be fetched again either, whatever the address.
        Assert.Equal(first.Paths, (await FetchWeights(Spec("http://127.0.0.1:1/other.pth", sum: first.Sha256), offline: true)).Paths);
        Assert.Null(Fetcher(offline: true).Find(Spec(server.Url("net-1.pth"), sum: Sha256(Other))));
        Assert.Null(Fetcher(offline: true).Find(Spec(server.Url("net-2.pth"))));
    }

    [Fact]
    public async Task The_first_digits_of_a_checksum_are_compared()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Weights });
        var digits = Sha256(Weights)[..8];
        var spec = Spec(server.Url("net-1.pth"));

        var good = await FetchWeights(spec with { File = spec.File with { Sha256Prefix = digits.ToUpperInvariant() } });
        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => FetchWeights(spec with { File = spec.File with { Sha256Prefix = "01234567" } }));

        Assert.Equal(Sha256(Weights), good.Sha256);
        var target = Folder.At("downloads/net-1.pth");
        Assert.Equal(
            "Weights 'net': net-1.pth could not be fetched:\n" +
            $"  {server.Url("net-1.pth")}: wrong checksum, expected SHA-256 01234567..., found {Sha256(Weights)}. Kept as {target}.bad.\n" +
            $"Run again to go on, or download it by hand to {target} (SHA-256 01234567...).",
            fault.Message);
    }

    [Fact]
    public async Task Another_file_than_was_meant_is_refused()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Other });
        var url = server.Url("net-1.pth");

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => FetchWeights(Spec(url, sum: Sha256(Weights))));

        var target = Folder.At("downloads/net-1.pth");
        Assert.Equal(
            "Weights 'net': net-1.pth could not be fetched:\n" +
            $"  {url}: wrong checksum, expected SHA-256 {Sha256(Weights)}, found {Sha256(Other)}. Kept as {target}.bad.\n" +
            $"Run again to go on, or download it by hand to {target} (SHA-256 {Sha256(Weights)}).",
            fault.Message);
        Assert.False(Directory.Exists(Folder.At("weights")) && Directory.EnumerateFileSystemEntries(Folder.At("weights")).Any());
    }

    [Fact]
    public async Task A_page_of_a_web_site_is_not_taken_for_weights()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Encoding.UTF8.GetBytes("\n <!DOCTYPE html><html>Sign in") });
        var url = server.Url("net-1.pth");

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => FetchWeights(Spec(url)));

        Assert.Equal(
            $"  {url}: not the file, it begins with '. <!DOCTYPE html><html>Sign in'. Kept as {Folder.At("downloads/net-1.pth")}.bad.", fault.Message.Split('\n')[1]);
    }

    [Fact]
    public async Task An_empty_file_that_was_put_there_by_hand_is_set_aside()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Weights });
        var target = Folder.At("downloads/net-1.pth");
        Folder.Write("downloads/net-1.pth", []);

        Assert.Equal(Sha256(Weights), (await FetchWeights(Spec(server.Url("net-1.pth")))).Sha256);

        Assert.Contains(Progress, report => report.Note == $"{target}: not the file, it is empty. Kept as {target}.bad");
    }

    [Fact]
    public async Task A_damaged_file_of_the_cache_is_fetched_again()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Weights });
        var spec = Spec(server.Url("net-1.pth"), sum: Sha256(Weights));
        var path = (await FetchWeights(spec)).Paths[0];
        await File.WriteAllBytesAsync(path, Other);

        Assert.Equal(path, (await FetchWeights(spec)).Paths[0]);

        Assert.Equal(Weights, await File.ReadAllBytesAsync(path));
        Assert.Contains(Progress, report => report.Note == $"{path} is damaged, and is fetched again");
        Assert.Equal(2, server.Requests.Count(request => request.Method == "GET"));
    }

    [Fact]
    public async Task Offline_the_missing_file_is_named_with_its_address_and_its_place_and_is_taken_from_there()
    {
        var spec = Spec("http://127.0.0.1:1/net-1.pth", sum: Sha256(Weights));

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => FetchWeights(spec, offline: true));

        var target = Folder.At("downloads/net-1.pth");
        Assert.Equal(
            "Weights 'net': offline, nothing is downloaded. Put this file there, and run again:\n" +
            $"  {target} (SHA-256 {Sha256(Weights)}; from http://127.0.0.1:1/net-1.pth)",
            fault.Message);
        Folder.Write("downloads/net-1.pth", Weights);
        Assert.Equal(Folder.At($"weights/{Sum16}/net-1.pth"), (await FetchWeights(spec, offline: true)).Paths[0]);
        Assert.False(File.Exists(target));
    }

    [Fact]
    public async Task A_mirror_goes_first_and_its_file_stays_where_it_is()
    {
        Folder.Write("usb/net-1.pth", Weights);
        var spec = Spec("http://127.0.0.1:1/net-1.pth", sum: Sha256(Weights));

        var weights = await new WeightFetcher(base.Fetcher(options => options with { Offline = true, Mirrors = [Folder.At("usb")] }), Folder.Root).FetchAsync(spec);

        Assert.Equal(Folder.At($"weights/{Sum16}/net-1.pth"), weights.Paths[0]);
        Assert.True(File.Exists(Folder.At("usb/net-1.pth")));
    }

    [Fact]
    public async Task Too_little_room_is_told_before_the_download()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Weights });
        var fetcher = new WeightFetcher(base.Fetcher(), Folder.Root, _ => 1000);

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => fetcher.FetchAsync(Spec(server.Url("net-1.pth"))));

        Assert.Equal(
            $"Weights 'net': {Folder.Root}: not enough room on its disk. Expected 300000 bytes (300000 bytes to download and 0 bytes to unpack), found 1000 bytes free. "
            + "Make room, or name another folder for the data.",
            fault.Message);
        Assert.DoesNotContain(server.Requests, request => request.Method == "GET");
    }

    [Theory]
    [InlineData("*.params", "*-symbol.json")]
    [InlineData("model/net-0000.params", "net-symbol.json")]
    public async Task The_wanted_files_of_an_archive_are_unpacked_in_their_order(string weights, string symbol)
    {
        // macOS puts a shadow of each file into a zip.
        using var server = new LoopbackServer((_, _) => new Answer
        {
            Body = Archives.Zip(("model/net-symbol.json", "{}", 0), ("model/readme.txt", "x", 0), ("model/net-0000.params", "w", 0), ("__MACOSX/model/._net-0000.params", "m", 0)),
        });
        var spec = Spec(server.Url("net.zip"), members: [weights, symbol]);

        var first = await FetchWeights(spec);

        Assert.Equal(["net-0000.params", "net-symbol.json"], first.Paths.Select(path => Path.GetFileName(path)));
        Assert.Equal(["w", "{}"], first.Paths.Select(File.ReadAllText));
        Assert.Equal([".source.json", "net-0000.params", "net-symbol.json"], Tree(Folder.Root).Keys.Select(path => Path.GetFileName(path)));
        Assert.Equal(first.Paths, (await FetchWeights(spec, offline: true)).Paths);

        // A damaged member counts, too.
        await File.WriteAllBytesAsync(first.Paths[1], Symbol[..1]);
        Assert.Equal(first.Paths, (await FetchWeights(spec)).Paths);
        Assert.Equal(Symbol, await File.ReadAllBytesAsync(first.Paths[1]));
    }

    [Fact]
    public async Task Members_that_are_missing_or_not_unique_are_named_with_what_there_is()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Archives.Zip(("a-0000.params", "w", 0), ("a-0001.params", "w", 0)) });

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => FetchWeights(Spec(server.Url("net.zip"), members: ["*.params", "*-symbol.json"])));

        Assert.Equal(
            $"Weights 'net': {Folder.At("downloads/net.zip")}: its 'members' do not fit:\n" +
            "  '*.params': fits a-0000.params and a-0001.params\n" +
            "  '*-symbol.json': there is no such file\n" +
            "  Found: a-0000.params, a-0001.params.",
            fault.Message);
    }

    [Fact]
    public async Task A_hostile_archive_is_refused_and_leaves_nothing()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Archives.Tar(Archives.File("net.params", "w"), Archives.File("../../escaped", "x")) });

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => FetchWeights(Spec(server.Url("net.tar"), members: ["*.params"])));

        Assert.Equal(
            $"Weights 'net': {Folder.At("downloads/net.tar")}: the entry '../../escaped' leaves its folder by '..'. The archive was refused.", fault.Message);
        Assert.Equal(["downloads/net.tar"], Tree(Folder.Root).Keys);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder.At("weights")));
        Assert.False(File.Exists(Folder.At("../escaped")));
    }

    [Fact]
    public async Task A_damaged_archive_without_a_checksum_is_set_aside()
    {
        var zip = Archives.Zip(("net.params", new string('w', 5000), 0));
        zip[40] ^= 0xFF;
        using var server = new LoopbackServer((_, _) => new Answer { Body = zip });

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => FetchWeights(Spec(server.Url("net.zip"), members: ["*.params"])));

        var target = Folder.At("downloads/net.zip");
        Assert.Matches($"^Weights 'net': {target}: the archive cannot be read \\(.*\\)\\. Kept as {target}\\.bad\\. Run again to fetch it anew\\.$", fault.Message);
        Assert.Equal(["downloads/net.zip.bad"], Tree(Folder.Root).Keys);
    }

    [Fact]
    public async Task Two_runs_do_not_fetch_the_same_file_at_once()
    {
        var ready = new TaskCompletionSource();
        using var server = new LoopbackServer((_, _) => new Answer { Body = Weights, Ready = ready.Task });
        var spec = Spec(server.Url("net-1.pth"), sum: Sha256(Weights));
        spec = spec with { File = spec.File with { Bytes = Weights.Length } }; // Known, so that the first request is the download's.
        var first = FetchWeights(spec);
        while (server.Requests.IsEmpty) await Task.Delay(5);

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => FetchWeights(spec));
        ready.SetResult();

        Assert.Equal($"Weights 'net': {Folder.At("weights")}: another run is fetching net-1.pth. Wait for that one to end, then run again.", fault.Message);
        Assert.Equal(Weights, await File.ReadAllBytesAsync((await first).Paths[0]));
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_as_good_as_none()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Weights });
        var spec = Spec(server.Url("net-1.pth"));
        var path = (await FetchWeights(spec)).Paths[0];
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(path)!, ".source.json"), "{\"files\": [{\"name\": \"../../x\"}]}");

        Assert.Equal(path, (await FetchWeights(spec)).Paths[0]);
        Assert.Equal(2, server.Requests.Count(request => request.Method == "GET"));
    }

    private static WeightSpec Spec(string url, string? sum = null, string[]? members = null) =>
        new("net", new ArchiveSpec { FileName = url[(url.LastIndexOf('/') + 1)..], Urls = [url], Sha256 = sum, IsArchive = members is not null }, members ?? []);

    private WeightFetcher Fetcher(bool offline) => new(base.Fetcher(options => options with { Offline = offline }), Folder.Root);

    private Task<CachedWeights> FetchWeights(WeightSpec spec, bool offline = false) => Fetcher(offline).FetchAsync(spec, new Collector(Progress));
}
