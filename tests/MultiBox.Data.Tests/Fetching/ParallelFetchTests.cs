using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data.Tests.Fetching;

/// <summary>Several archives and sources at once, and the room they need.</summary>
public sealed class ParallelFetchTests : FetchFixture
{
    private static readonly byte[] Voc = Archives.Tar(Archives.VocTar("x", "a"));

    [Fact]
    public async Task Archives_are_downloaded_at_once_and_a_source_is_finished_while_others_still_arrive()
    {
        var three = new Gate(3);
        var first = new TaskCompletionSource();
        using var server = new LoopbackServer((request, _) => new Answer
        {
            Body = Voc,
            Ready = request.Path == "one.tar" ? three.Pass() : Task.WhenAll(three.Pass(), first.Task),
        });
        var run = FetchAll([Source("one", server), Source("two", server), Source("three", server)], options => options with { ParallelPerHost = 3 });

        // No answer came before all three were asked for. The first source is whole before the others get theirs.
        while (!Directory.Exists(Folder.At("one")))
        {
            Assert.False(run.IsCompleted);
            await Task.Delay(5);
        }

        Assert.False(Directory.Exists(Folder.At("two")) || Directory.Exists(Folder.At("three")));
        first.SetResult();
        Assert.Equal(["one", "two", "three"], (await run).Select(folder => folder.Name));
        Assert.Equal(3, server.MostAtOnce);
    }

    [Theory]
    [InlineData(3, 2, 2)]
    [InlineData(1, 5, 1)]
    public async Task No_more_run_at_once_than_allowed(int parallel, int perHost, int expected)
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Voc, Drip = 1000 });

        await FetchAll(
            [.. Enumerable.Range(0, 5).Select(i => Source($"s{i}", server))],
            options => options with { Parallel = parallel, ParallelPerHost = perHost, StallTimeout = TimeSpan.FromMinutes(1) });

        Assert.Equal(expected, server.MostAtOnce);
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task Who_waits_for_a_busy_host_does_not_keep_others_from_theirs()
    {
        var other = new TaskCompletionSource();
        using var busy = new LoopbackServer((_, _) => new Answer { Body = Voc, Ready = other.Task });
        using var free = new LoopbackServer((_, _) =>
        {
            other.TrySetResult();
            return new Answer { Body = Voc };
        });

        // Two turns in all, one a host: the second archive of the busy host must not take the turn that the free one needs.
        var folders = await FetchAll(
            [Source("one", busy), Source("two", busy), Source("three", free)], options => options with { Parallel = 2, ParallelPerHost = 1 });

        Assert.Equal(3, folders.Count);
    }

    [Fact]
    public async Task An_archive_of_two_sources_is_downloaded_once()
    {
        var both = Archives.Tar([.. Archives.VocTar("p/one", "a"), .. Archives.VocTar("p/two", "b")]);
        using var server = new LoopbackServer((_, _) => new Answer { Body = both });
        var archive = new ArchiveSpec { FileName = "both.tar", Urls = [server.Url("both.tar")] };

        var folders = await FetchAll(
        [
            new SourceSpec("one") { Archives = [archive with { Folder = "p/one" }] },
            new SourceSpec("two") { Archives = [archive with { Folder = "p/two" }] },
        ]);

        Assert.Equal(["a", "b"], folders.SelectMany(folder => folder.Format.ImageSetNames(folder.Root)));
        Assert.Single(server.Requests, request => request.Method == "GET");
    }

    [Fact]
    public async Task Two_files_of_one_name_are_a_fault_of_the_second_source()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Voc });
        var archive = new ArchiveSpec { FileName = "a.tar", Urls = [server.Url("a.tar")] };

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => FetchAll(
        [
            new SourceSpec("one") { Archives = [archive] },
            new SourceSpec("two") { Archives = [archive with { Urls = [server.Url("b.tar")] }] },
        ]));

        Assert.Equal("Source 'two': two of its archives, or one of another source, have the file name 'a.tar'. Name them apart with 'file'.", fault.Message);
        Assert.True(Directory.Exists(Folder.At("one")));
    }

    [Fact]
    public async Task Two_files_of_one_name_in_a_source_are_a_fault_before_either_is_fetched()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Voc });
        var archive = Spec(server, "a.tar") with { ApproximateBytes = 1 };

        var fault = await Assert.ThrowsAsync<MultiBoxException>(
            () => FetchAll([new SourceSpec("one") { Archives = [archive, archive with { FileName = "A.tar", Md5 = new string('0', 32) }] }]));

        Assert.StartsWith("Source 'one': two of its archives, ", fault.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Less_than_one_at_once_is_refused(int parallel, int perHost) => Assert.Throws<ArgumentOutOfRangeException>(
        () => Fetcher(options => options with { Parallel = parallel, ParallelPerHost = perHost }));

    [SkippableFact]
    public async Task A_disk_that_is_full_is_told_and_nothing_looks_finished()
    {
        Skip.IfNot(File.Exists("/dev/full"), "Only Linux has a device that is always full.");
        using var server = new LoopbackServer((_, _) => new Answer { Body = Voc });
        Directory.CreateDirectory(Folder.At("downloads"));
        var part = Folder.At("downloads", "one.tar.part");
        File.CreateSymbolicLink(part, "/dev/full");

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => FetchAll([Source("one", server)]));

        Assert.Equal(
            $"Source 'one': {part}: cannot be written (No space left on device : '{part}'). Make room on the disk and run again: what arrived is kept.", fault.Message);
        Assert.False(File.Exists(Folder.At("downloads", "one.tar")));

        File.Delete(part);
        Directory.CreateDirectory(Folder.At(".unpacking-one"));
        var entry = Folder.At(".unpacking-one", "files.part");
        File.CreateSymbolicLink(entry, "/dev/full");

        fault = await Assert.ThrowsAsync<MultiBoxException>(() => FetchAll([Source("one", server)]));

        Assert.Equal($"Source 'one': {entry}: cannot be written (No space left on device : '{entry}'). Run again to go on: what is unpacked is kept.", fault.Message);
        Assert.False(Directory.Exists(Folder.At("one")));
        File.Delete(entry);
        Assert.Single(await FetchAll([Source("one", server)]));
    }

    [Fact]
    public async Task All_archives_of_a_source_are_tried_and_all_their_faults_are_named()
    {
        using var server = new LoopbackServer((request, _) => request.Path == "b.tar" ? new Answer { Body = Voc } : new Answer { Status = 404 });
        ArchiveSpec[] archives = [.. new[] { "a.tar", "b.tar", "c.tar" }.Select(name => new ArchiveSpec { FileName = name, Urls = [server.Url(name)] })];

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => FetchAll([new SourceSpec("one") { Archives = archives }]));

        Assert.Equal(
            "Source 'one': a.tar could not be fetched:\n" +
            $"  {server.Url("a.tar")}: 404 NotFound.\n" +
            $"Run again to go on, or download it by hand to {Folder.At("downloads", "a.tar")}.\n" +
            "c.tar could not be fetched:\n" +
            $"  {server.Url("c.tar")}: 404 NotFound.\n" +
            $"Run again to go on, or download it by hand to {Folder.At("downloads", "c.tar")}.",
            fault.Message);
        Assert.True(File.Exists(Folder.At("downloads", "b.tar")));
    }

    [Fact]
    public async Task Each_source_is_told_of_when_it_is_whole_also_when_another_fails()
    {
        using var server = new LoopbackServer((request, _) => request.Path == "two.tar" ? new Answer { Status = 404 } : new Answer { Body = Voc });
        var finished = new List<string>();
        SourceSpec[] sources = [Source("one", server), Source("two", server), Source("three", server)];

        await Assert.ThrowsAsync<MultiBoxException>(() => new SourceFetcher(Fetcher(), Folder.Root)
            .FetchAsync([.. sources.Select(source => new MissingSource(source, []))], null, new Finished(finished)));

        Assert.Equal(["one", "three"], finished.Order());
    }

    [Fact]
    public async Task Cancelling_ends_every_download_before_it_returns()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Voc, StallAfter = 1000 });
        using var cancel = new CancellationTokenSource();
        var run = FetchAll([Source("one", server), Source("two", server)], options => options with { StallTimeout = TimeSpan.FromMinutes(1) }, cancellationToken: cancel.Token);
        while (server.Requests.Count(request => request.Method == "GET") < 2) await Task.Delay(5);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.DoesNotContain(Directory.GetFiles(Folder.At("downloads")), file => file.EndsWith(".lock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Too_little_room_is_refused_with_both_numbers_before_the_first_byte()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Voc });
        SourceSpec[] sources =
        [
            new("one") { Archives = [Spec(server, "a.tar") with { Bytes = 460_032_000 }, Spec(server, "b.tar") with { ApproximateBytes = 540_000_000 }] },
            new("two") { Archives = [Spec(server, "c.tar") with { Bytes = 2_000_000_000 }] },
        ];
        var asked = new List<string>();

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => FetchAll(sources, free: folder =>
        {
            asked.Add(folder);
            return 5_999_000_000;
        }));

        Assert.Equal(
            $"{Folder.Root}: not enough room on its disk. Expected 6.0 GB (3.0 GB to download and 3.0 GB to unpack), found 6.0 GB free. "
            + "Make room, or name another folder for the data.",
            fault.Message);
        Assert.Equal([Folder.Root], asked);
        Assert.Empty(server.Requests);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder.Root));
    }

    [Fact]
    public async Task What_is_downloaded_already_needs_no_room_again()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Voc, Ranges = true, ETag = "\"v\"" });
        Folder.Write("downloads/a.tar", Voc);
        Folder.Write("downloads/b.tar.part", Voc[..1000]);
        SourceSpec[] sources = [new("one") { Archives = [Spec(server, "a.tar")] }, new("two") { Archives = [Spec(server, "b.tar") with { Bytes = Voc.Length }] }];

        // To unpack: both. To download: the rest of the second.
        var needed = (2 * Voc.Length) + Voc.Length - 1000;

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => FetchAll(sources, free: _ => needed - 1));
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"Expected {needed} bytes ({Voc.Length - 1000} bytes to download and {2 * Voc.Length} bytes to unpack)"),
            fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await FetchAll(sources, free: _ => needed)).Count);
    }

    [Fact]
    public async Task A_size_that_is_not_known_is_asked_for()
    {
        using var server = new LoopbackServer((request, _) => request.Method == "HEAD" && request.Path == "mute.tar"
            ? new Answer { Status = 405 }
            : new Answer { Body = Voc });
        SourceSpec[] sources = [new("one") { Archives = [Spec(server, "a.tar")] }, new("two") { Archives = [Spec(server, "mute.tar")] }];

        // Who does not tell is not counted.
        await Assert.ThrowsAsync<MultiBoxException>(() => FetchAll(sources, free: _ => (2 * Voc.Length) - 1));
        Assert.Equal([("HEAD", "a.tar"), ("HEAD", "mute.tar")], server.Requests.Select(request => (request.Method, request.Path)));
        Assert.Equal(2, (await FetchAll(sources, free: _ => 2 * Voc.Length)).Count);
    }

    [Fact]
    public async Task A_system_that_does_not_tell_its_room_stops_nothing()
    {
        using var server = new LoopbackServer((_, _) => new Answer { Body = Voc });

        Assert.Single(await FetchAll([Source("one", server)], free: _ => null));
    }

    [SkippableFact]
    public async Task Downloads_that_are_linked_elsewhere_need_room_there()
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        Directory.CreateDirectory(Folder.At("disk"));
        Directory.CreateSymbolicLink(Folder.At("downloads"), Folder.At("disk"));
        using var server = new LoopbackServer((_, _) => new Answer { Body = Voc });
        var source = Source("one", server);

        var fault = await Assert.ThrowsAsync<MultiBoxException>(
            () => FetchAll([source], free: folder => folder == Folder.Root ? Voc.Length : Voc.Length - 1));

        Assert.StartsWith($"{Folder.At("downloads")}: not enough room on its disk.", fault.Message, StringComparison.Ordinal);
        Assert.Single(await FetchAll([source], free: _ => Voc.Length));
        Assert.True(File.Exists(Folder.At("disk", "one.tar")));
    }

    [Fact]
    public void The_room_of_a_folder_that_is_yet_to_be_made_is_that_of_the_one_above()
    {
        var (here, below) = (DiskSpace.Free(Folder.Root), DiskSpace.Free(Folder.At("a", "b")));

        Assert.True(here > 0);
        Assert.InRange(below!.Value, here!.Value - (1L << 30), here.Value + (1L << 30));
    }

    private static ArchiveSpec Spec(LoopbackServer server, string name) => new() { FileName = name, Urls = [server.Url(name)] };

    private static SourceSpec Source(string name, LoopbackServer server) =>
        new(name) { Archives = [Spec(server, name + ".tar") with { ApproximateBytes = Voc.Length }] };

    private Task<IReadOnlyList<SourceFolder>> FetchAll(
        IReadOnlyList<SourceSpec> sources, Func<FetchOptions, FetchOptions>? change = null, Func<string, long?>? free = null,
        CancellationToken cancellationToken = default) =>
        new SourceFetcher(Fetcher(change), Folder.Root, free)
            .FetchAsync([.. sources.Select(source => new MissingSource(source, []))], new Collector(Progress), cancellationToken: cancellationToken);

    private sealed class Finished(List<string> names) : IProgress<SourceFolder>
    {
        public void Report(SourceFolder value) => names.Add(value.Name);
    }

    /// <summary>Opens when so many have come.</summary>
    private sealed class Gate(int count)
    {
        private readonly TaskCompletionSource _open = new();
        private int _came;

        public Task Pass()
        {
            if (Interlocked.Increment(ref _came) == count) _open.SetResult();
            return _open.Task;
        }
    }
}
