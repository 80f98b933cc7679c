using System.Security.Cryptography;
using System.Text.RegularExpressions;
using MultiBox.Abstractions;

namespace MultiBox.Data.Tests.Fetching;

public sealed class ArchiveFetcherTests : FetchFixture
{
    [Fact]
    public async Task A_whole_file_arrives_is_verified_and_is_not_fetched_twice()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Body });
        var archive = Archive(server.Url("a.tar"));

        var path = await Fetch(archive);
        var again = await Fetch(archive);

        Assert.Equal(Folder.At("a.tar"), path);
        Assert.Equal(path, again);
        Assert.Equal(Body, await File.ReadAllBytesAsync(path));
        Assert.Single(server.Requests);
        Assert.Equal(["a.tar"], Files());
        Assert.Contains(Progress, p => p is { File: "a.tar", Stage: FetchStage.Downloading, BytesPerSecond: > 0 } && p.Bytes == Body.Length && p.Total == Body.Length);
        Assert.Contains(Progress, p => p is { File: "a.tar", Stage: FetchStage.Verifying } && p.Bytes == Body.Length && p.Total == Body.Length);
    }

    [Fact]
    public async Task A_cut_download_goes_on_where_it_stopped()
    {
        using var server = new LoopbackServer((_, i) => new Answer { Body = Body, ETag = "\"v1\"", Ranges = true, CutAfter = i < 2 ? 100_000 : null });

        var path = await Fetch(Archive(server.Url("a.tar")));

        Assert.Equal(Body, await File.ReadAllBytesAsync(path));
        Assert.Equal([null, "bytes=100000-", "bytes=200000-"], server.Requests.Select(r => r.Range));
        Assert.Equal([null, "\"v1\"", "\"v1\""], server.Requests.Select(r => r.IfRange));
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_starts_over()
    {
        using var server = new LoopbackServer((_, i) => i == 0
            ? new Answer { Body = Other, ETag = "\"v1\"", Ranges = true, CutAfter = 100_000 }
            : new Answer { Body = Body, ETag = "\"v2\"", Ranges = true });

        Assert.Equal(Body, await File.ReadAllBytesAsync(await Fetch(Archive(server.Url("a.tar")) with { Sha256 = null })));
    }

    [Fact]
    public async Task A_server_without_ranges_starts_over()
    {
        using var server = new LoopbackServer((_, i) => new Answer { Body = Body, ETag = "\"v1\"", CutAfter = i == 0 ? 100_000 : null });

        Assert.Equal(Body, await File.ReadAllBytesAsync(await Fetch(Archive(server.Url("a.tar")))));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Without_a_validator_or_a_checksum_nothing_is_pieced_together()
    {
        using var server = new LoopbackServer((_, i) => new Answer { Body = Body, Ranges = true, CutAfter = i == 0 ? 100_000 : null });

        var path = await Fetch(Archive(server.Url("a.tar")) with { Sha256 = null });

        Assert.Equal(Body, await File.ReadAllBytesAsync(path));
        Assert.All(server.Requests, request => Assert.Null(request.Range));
    }

    [Fact]
    public async Task A_wrong_checksum_is_set_aside_and_the_next_mirror_is_tried()
    {
        using var server = new LoopbackServer((request, _) => new Answer { Body = request.Path.StartsWith("bad", StringComparison.Ordinal) ? Other : Body });

        var path = await Fetch(Archive(server.Url("bad/a.tar"), server.Url("good/a.tar")));

        Assert.Equal(Body, await File.ReadAllBytesAsync(path));
        Assert.Equal(Other, await File.ReadAllBytesAsync(path + ".bad"));
        Assert.Equal(["a.tar", "a.tar.bad"], Files());

        // That the second worked is no reason to be silent about the first.
        Assert.Contains(
            Progress, p => p.Note == $"{server.Url("bad/a.tar")}: wrong checksum, expected SHA-256 {Sha256(Body)}, found {Sha256(Other)}. Kept as {path}.bad");
    }

    [Fact]
    public async Task Every_stated_checksum_counts_and_both_values_are_named()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Body });
        var url = server.Url("a.tar");
        var wrong = new string('0', 32);

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Archive(url) with { Md5 = wrong }));

        var target = Folder.At("a.tar");
        Assert.Equal(
            "a.tar could not be fetched:\n" +
            $"  {url}: wrong checksum, expected MD5 {wrong}, found {Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.MD5, Body))}. Kept as {target}.bad.\n" +
            $"Run again to go on, or download it by hand to {target} (SHA-256 {Sha256(Body)}).",
            fault.Message);
    }

    [Fact]
    public async Task A_file_put_there_by_hand_is_used_if_it_is_right_and_kept_aside_if_not()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Body });
        var archive = Archive(server.Url("a.tar"));

        Folder.Write("a.tar", Body);
        await Fetch(archive);
        Assert.Empty(server.Requests);

        Folder.Write("a.tar", Other);
        await Fetch(archive);
        Assert.Equal(Body, await File.ReadAllBytesAsync(Folder.At("a.tar")));
        Assert.Equal(Other, await File.ReadAllBytesAsync(Folder.At("a.tar.bad")));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_busy_server_is_asked_again(int status)
    {
        using var server = new LoopbackServer((_, i) => i < 2 ? new Answer { Status = status, ExtraHeader = "Retry-After: 3600" } : new Answer { Body = Body });

        await Fetch(Archive(server.Url("a.tar")));

        // The hour that the server asked for is cut to the longest wait of the options.
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(2, Progress.Count(p => p.Stage == FetchStage.Waiting && p.Note!.StartsWith($"{status} ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_download_that_stands_still_is_taken_up_again()
    {
        using var server = new LoopbackServer((_, i) => new Answer { Body = Body, ETag = "\"v1\"", Ranges = true, StallAfter = i == 0 ? 150_000 : null });

        var path = await Fetch(Archive(server.Url("a.tar")));

        Assert.Equal(Body, await File.ReadAllBytesAsync(path));
        Assert.Equal("bytes=150000-", server.Requests.Last().Range);
        Assert.Contains(Progress, p => p.Note is { } note && Regex.IsMatch(note, "^(no data for|only [0-9]+ bytes in) 0.3 s; trying again in "));
    }

    [Fact]
    public async Task When_nothing_works_every_address_is_named_with_its_fault()
    {
        using var server = new LoopbackServer((request, _) => new Answer { Status = request.Path.Contains("gone", StringComparison.Ordinal) ? 404 : 503 });
        var (gone, busy) = (server.Url("gone.tar"), server.Url("busy.tar"));
        var local = Folder.At("none.tar");

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Archive(gone, busy, "none.tar", "ftp://host/a.tar")));

        Assert.Equal(
            "a.tar could not be fetched:\n" +
            $"  {gone}: 404 NotFound.\n" +
            $"  {busy}: 503 ServiceUnavailable.\n" +
            "  none.tar: no such file.\n" +
            "  ftp://host/a.tar: an unknown kind of address; expected http, https, file or a path.\n" +
            $"Run again to go on, or download it by hand to {Folder.At("a.tar")} (SHA-256 {Sha256(Body)}).",
            fault.Message);

        // A missing file stays missing; a busy server is asked three times more.
        Assert.Equal(1, server.Requests.Count(r => r.Path == "gone.tar"));
        Assert.Equal(4, server.Requests.Count(r => r.Path == "busy.tar"));
        Assert.False(File.Exists(local));
    }

    [Fact]
    public async Task A_line_that_keeps_gaining_is_never_given_up()
    {
        using var server = new LoopbackServer((_, i) => new Answer { Body = Body, ETag = "\"v1\"", Ranges = true, CutAfter = 50_000 });

        // Eight cuts, though only three retries are allowed: each set of attempts gains more than 100,000 bytes.
        Assert.Equal(Body, await File.ReadAllBytesAsync(await Fetch(Archive(server.Url("a.tar")), o => o with { RenewingBytes = 100_000 })));
        Assert.Equal(8, server.Requests.Count);
    }

    [Fact]
    public async Task Cancelling_keeps_what_arrived_for_the_next_run_and_its_mirror()
    {
        using var server = new LoopbackServer((_, i) => new Answer { Body = Body, ETag = "\"v1\"", Ranges = true, StallAfter = i == 0 ? 150_000 : null });
        using var cancel = new CancellationTokenSource();
        var archive = Archive(server.Url("first.tar"), server.Url("second.tar"));

        var run = Fetch(archive, o => o with { StallTimeout = TimeSpan.FromMinutes(1) }, cancel.Token);
        while (!File.Exists(Folder.At("a.tar.part")) || new FileInfo(Folder.At("a.tar.part")).Length < 150_000) await Task.Delay(5);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.Equal(["a.tar.part", "a.tar.part.json"], Files());
        var path = await Fetch(archive with { Urls = [.. archive.Urls.Reverse()] });
        Assert.Equal(Body, await File.ReadAllBytesAsync(path));
        Assert.Equal(["first.tar", "first.tar"], server.Requests.Select(r => r.Path));
        Assert.Equal("bytes=150000-", server.Requests.Last().Range);
        Assert.Equal(["a.tar"], Files());
    }

    [Fact]
    public async Task More_than_the_allowed_size_is_refused_before_it_is_downloaded()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Body });

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Archive(server.Url("a.tar")) with { MaxBytes = 1000 }));

        Assert.Contains("400000 bytes, more than the 1000 allowed.", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Local_files_are_verified_and_used_where_they_are()
    {
        var path = Folder.Write("mine/b.tar", Body);

        Assert.Equal(path, await Fetch(Archive("mine/b.tar")));
        Assert.Equal(path, await Fetch(Archive(path)));
        Assert.Equal(path, await Fetch(Archive(new Uri(path).AbsoluteUri)));
        Folder.Write("mine/b.tar", Other);
        await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Archive(path)));
        Assert.True(File.Exists(path));
    }

    [Theory]
    [InlineData("../a.tar", "Archive '../a.tar': expected a plain file name, without folders.")]
    [InlineData("", "Archive '': expected a plain file name, without folders.")]
    public async Task Names_with_folders_are_refused(string name, string message)
    {
        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Archive("x") with { FileName = name }));

        Assert.Equal(message, fault.Message);
    }
}
