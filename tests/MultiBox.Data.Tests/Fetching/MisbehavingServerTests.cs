using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data.Tests.Fetching;

/// <summary>Servers that lie, drip, redirect and change their minds.</summary>
public sealed class MisbehavingServerTests : FetchFixture
{
    private static readonly byte[] Html = "<!DOCTYPE html><html><title>Please log in</title></html>"u8.ToArray();

    private static ArchiveSpec Unknown(params string[] urls) => Archive(urls) with { Sha256 = null };

    [Theory]
    [InlineData(399_999)]
    [InlineData(1)]
    public async Task A_length_that_is_too_short_is_caught_by_the_checksum(int stated)
    {
        using var server = new LoopbackServer((_, i) => new Answer { Body = Body, ContentLength = i == 0 ? stated : null });
        var (bad, good) = (server.Url("bad.tar"), server.Url("good.tar"));

        var path = await Fetch(Archive(bad, good));

        Assert.Equal(Body, await File.ReadAllBytesAsync(path));
        Assert.Equal(["bad.tar", "good.tar"], server.Requests.Select(request => request.Path));
        Assert.Equal(stated, new FileInfo(path + ".bad").Length);
    }

    [Fact]
    public async Task A_length_that_is_too_long_is_a_cut_connection()
    {
        using var server = new LoopbackServer((_, i) => new Answer { Body = Body, ETag = "\"v\"", Ranges = true, ContentLength = i == 0 ? 400_001 : null });

        // Asked for the rest, the server tells the true length, and that there is none.
        Assert.Equal(Body, await File.ReadAllBytesAsync(await Fetch(Unknown(server.Url("a.tar")))));
        Assert.Equal([null, "bytes=400000-"], server.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task A_size_that_is_known_refuses_the_wrong_file_before_its_first_byte()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Body });
        var url = server.Url("a.tar");

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Archive(url) with { Bytes = 400_001 }));

        Assert.Contains($"\n  {url}: wrong size, expected 400001 bytes, found 400000.\n", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith($"download it by hand to {Folder.At("a.tar")} (400001 bytes, SHA-256 {Sha256(Body)}).", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_size_that_is_known_tells_the_end_of_an_answer_without_a_length()
    {
        using var server = new LoopbackServer((_, i) => new Answer { Body = Body, ETag = "\"v\"", Ranges = true, ContentLength = -1, CutAfter = i == 0 ? 100_000 : null });

        Assert.Equal(Body, await File.ReadAllBytesAsync(await Fetch(Unknown(server.Url("a.tar")) with { Bytes = Body.Length })));
        Assert.Equal([null, "bytes=100000-"], server.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task More_than_the_known_size_is_not_written()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Body, Chunked = true });
        var url = server.Url("a.tar");

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Unknown(url) with { Bytes = 300_000 }));

        Assert.Contains($"{url}: more than the 300000 bytes expected.", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Endless_answers_are_cut_at_the_allowed_size()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Body, Chunked = true });
        var url = server.Url("a.tar");

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Unknown(url) with { MaxBytes = 300_000 }));

        Assert.Contains($"{url}: more than the 300000 bytes allowed.", fault.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("bytes 0-399999/400000")]
    [InlineData("bytes 100001-399999/400000")]
    [InlineData("bytes 100000-399998/399999")]
    [InlineData("bytes */400000")]
    [InlineData("nonsense")]
    public async Task A_range_that_was_not_asked_for_starts_over(string range)
    {
        using var server = new LoopbackServer((_, i) => i switch
        {
            0 => new Answer { Body = Body, ETag = "\"v\"", CutAfter = 100_000 },
            1 => new Answer { Body = Body, ETag = "\"v\"", Ranges = true, ContentRange = range },
            _ => new Answer { Body = Body, ETag = "\"v\"", Ranges = true },
        });

        Assert.Equal(Body, await File.ReadAllBytesAsync(await Fetch(Unknown(server.Url("a.tar")))));
        Assert.Equal([null, "bytes=100000-", null], server.Requests.Select(request => request.Range));
    }

    [Fact]
    public async Task A_rest_that_is_longer_than_it_should_be_starts_over()
    {
        var longer = Body.Concat(new byte[10]).ToArray();
        using var server = new LoopbackServer((_, i) => i switch
        {
            0 => new Answer { Body = Body, ETag = "\"v\"", CutAfter = 100_000 },
            1 => new Answer { Body = longer, ETag = "\"v\"", Ranges = true, ContentRange = "bytes 100000-399999/400000" },
            _ => new Answer { Body = Body, ETag = "\"v\"" },
        });

        Assert.Equal(Body, await File.ReadAllBytesAsync(await Fetch(Unknown(server.Url("a.tar")))));
        Assert.Contains(Progress, p => p.Note?.StartsWith("more than the 400000 bytes expected", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task An_empty_answer_is_no_file()
    {
        using var server = new LoopbackServer((_, i) => new Answer { Body = i == 0 ? [] : Body });
        var (empty, good) = (server.Url("empty.tar"), server.Url("good.tar"));

        Assert.Equal(Body, await File.ReadAllBytesAsync(await Fetch(Unknown(empty, good))));
        Assert.Contains(Progress, p => p.Note == $"{empty}: an empty file");
    }

    [Fact]
    public async Task A_page_instead_of_a_file_is_set_aside_also_without_a_checksum()
    {
        using var server = new LoopbackServer((_, i) => new Answer { Body = i == 0 ? Html : Body, ExtraHeader = "Content-Type: text/html" });
        var (page, good) = (server.Url("page.tar"), server.Url("good.tar"));

        var path = await Fetch(Unknown(page, good));

        Assert.Equal(Body, await File.ReadAllBytesAsync(path));
        Assert.Equal(Html, await File.ReadAllBytesAsync(path + ".bad"));
        Assert.Contains(
            Progress, p => p.Note == $"{page}: not an archive, it begins with '<!DOCTYPE html><html><title>Please log i'. Kept as {path}.bad");
    }

    [Fact]
    public async Task A_wrong_checksum_of_a_page_says_that_it_is_none()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Html });

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Archive(server.Url("a.tar"))));

        Assert.Contains(
            $"wrong checksum, expected SHA-256 {Sha256(Body)}, found {Sha256(Html)}; not an archive, it begins with '<!DOCTYPE", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_sent_compressed_although_it_was_asked_for_plain_is_kept_as_sent()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Body, ExtraHeader = "Content-Encoding: gzip" });
        var url = server.Url("a.tar");

        // Servers label .tar.gz like this and mean the file itself.
        Assert.Equal(Body, await File.ReadAllBytesAsync(await Fetch(Archive(url))));
        Assert.Equal("identity", server.Requests.Single().Headers["Accept-Encoding"]);

        // Those that do compress a tar give another file than the checksum is of.
        File.Delete(Folder.At("a.tar"));
        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Archive(url) with { Sha256 = Sha256(Other) }));
        Assert.Contains(
            $"{url}: wrong checksum, expected SHA-256 {Sha256(Other)}, found {Sha256(Body)}; the server sent it with Content-Encoding gzip. Kept as ",
            fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirects_are_followed_and_what_was_cut_is_gone_on_with_behind_them()
    {
        using var server = new LoopbackServer((request, i) => request.Path == "a.tar"
            ? new Answer { Status = 302, ExtraHeader = "Location: /real/a.tar" }
            : new Answer { Body = Body, ETag = "\"v\"", Ranges = true, CutAfter = i == 1 ? 100_000 : null });

        Assert.Equal(Body, await File.ReadAllBytesAsync(await Fetch(Archive(server.Url("a.tar")))));
        Assert.Equal(["a.tar", "real/a.tar", "a.tar", "real/a.tar"], server.Requests.Select(request => request.Path));
        Assert.Equal("bytes=100000-", server.Requests.Last().Range);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        using var server = new LoopbackServer((request, _) => new Answer { Status = 301, ExtraHeader = request.Path == "a.tar" ? "Location: /b.tar" : "Location: /a.tar" });
        var url = server.Url("a.tar");

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Archive(url)));

        Assert.Contains($"\n  {url}: 301 MovedPermanently, a redirect of too many, to {server.Url("b.tar")}.\n", fault.Message, StringComparison.Ordinal);
        Assert.Equal(11, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_is_busy_until_a_date_is_waited_for_no_longer_than_allowed()
    {
        var date = DateTimeOffset.UtcNow.AddHours(1).ToString("R", CultureInfo.InvariantCulture);
        using var server = new LoopbackServer((_, i) => i < 2 ? new Answer { Status = 503, ExtraHeader = "Retry-After: " + date } : new Answer { Body = Body });

        await Fetch(Archive(server.Url("a.tar")));

        Assert.Equal(2, Progress.Count(p => p.Note == "503 ServiceUnavailable; trying again in 0.0 s"));
    }

    [Theory]
    [InlineData("Retry-After: 0")]
    [InlineData("Retry-After: Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("Retry-After: soon")]
    [InlineData(null)]
    public async Task A_busy_server_that_names_no_wait_is_asked_again_after_a_growing_one(string? header)
    {
        using var server = new LoopbackServer((_, i) => i < 2 ? new Answer { Status = 503, ExtraHeader = header } : new Answer { Body = Body });

        Assert.Equal(Body, await File.ReadAllBytesAsync(await Fetch(Archive(server.Url("a.tar")))));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_download_that_drips_counts_as_stalled()
    {
        using var server = new LoopbackServer((_, i) => new Answer { Body = Body, ETag = "\"v\"", Ranges = true, Drip = i == 0 ? 10 : null });

        var path = await Fetch(Archive(server.Url("a.tar")), options => options with { LeastBytes = 100_000, StallTimeout = TimeSpan.FromMilliseconds(100) });

        Assert.Equal(Body, await File.ReadAllBytesAsync(path));
        Assert.Equal(2, server.Requests.Count);
        Assert.Contains(Progress, p => p.Note is { } note && note.StartsWith("only ", StringComparison.Ordinal) && note.Contains(" bytes in 0.1 s; ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_never_answers_is_left_for_the_next()
    {
        using var server = new LoopbackServer((request, _) => request.Path == "mute.tar"
            ? new Answer { Ready = new TaskCompletionSource().Task }
            : new Answer { Body = Body });

        var path = await Fetch(
            Archive(server.Url("mute.tar"), server.Url("a.tar")), options => options with { Retries = 1, ResponseTimeout = TimeSpan.FromMilliseconds(50) });

        Assert.Equal(Body, await File.ReadAllBytesAsync(path));
        Assert.Contains(Progress, p => p.Note == $"{server.Url("mute.tar")}: no data for 0.05 s");
    }

    [Fact]
    public async Task A_chunked_answer_that_is_cut_is_no_whole_file()
    {
        using var server = new LoopbackServer((_, i) => new Answer { Body = Body, Chunked = true, CutAfter = i == 0 ? 100_000 : null });

        Assert.Equal(Body, await File.ReadAllBytesAsync(await Fetch(Unknown(server.Url("a.tar")))));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_host_that_does_not_exist_is_not_asked_again()
    {
        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Archive("http://no-such-host.invalid/a.tar")));

        Assert.Contains("\n  http://no-such-host.invalid/a.tar: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Progress, p => p.Note?.Contains("trying again", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Two_runs_never_write_the_same_file()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Body, StallAfter = 100_000 });
        using var cancel = new CancellationTokenSource();
        var first = Fetch(Archive(server.Url("a.tar")), options => options with { StallTimeout = TimeSpan.FromMinutes(1) }, cancel.Token);
        while (server.Requests.IsEmpty) await Task.Delay(5);

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Fetch(Archive(server.Url("a.tar"))));

        Assert.Equal($"{Folder.At("a.tar")}: another run is fetching it. Wait for that one to end, then run again.", fault.Message);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Single(server.Requests);
    }
}
