using System.Diagnostics;
using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Data.Tests.Fetching;

/// <summary>Nothing half-written is ever taken for whole, and what was done is not done again.</summary>
public sealed class InterruptionTests : FetchFixture
{
    private const int Pictures = 12;

    private static readonly (string Name, string Text)[] Content1 =
    [
        .. Enumerable.Range(0, Pictures).SelectMany(i => new[] { ($"k/VOC/Annotations/{i}.xml", $"<annotation>{i}</annotation>"), ($"k/VOC/JPEGImages/{i}.jpg", new string((char)('a' + i), 900)) }),
        ("k/VOC/ImageSets/Main/train.txt", "0\n1\n"),
    ];

    private static readonly (string Name, string Text)[] Content2 =
    [
        .. Enumerable.Range(Pictures, 3).Select(i => ($"k/VOC/JPEGImages/{i}.jpg", new string((char)('a' + i), 900))),
        ("k/VOC/ImageSets/Main/test.txt", "12\n"),
    ];

    public static TheoryData<string> Kinds => ["tar", "tar.gz", "tar.bz2", "zip"];

    private static SortedDictionary<string, string> Expected => new(
        Content1.Concat(Content2).ToDictionary(file => file.Name["k/VOC/".Length..], file => file.Text), StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_unpacking_that_is_stopped_anywhere_goes_on_and_never_looks_finished(string kind)
    {
        var source = Source(kind);
        var total = Content1.Length + Content2.Length;
        for (var stop = 0; stop < total; stop += 5)
        {
            using var cancel = new CancellationTokenSource();
            var unpacked = 0;
            var stopper = new Collector(Progress, report =>
            {
                // One report at each archive's beginning, then one an entry.
                if (report.Stage == FetchStage.Unpacking && unpacked++ == stop) cancel.Cancel();
            });
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(source, stopper, cancel.Token));
            AssertNothingIsTaken();
            Assert.False(File.Exists(Folder.At("data", ".unpacking-VOC.lock")));
            var before = Written();

            await Run(source);

            Assert.Equal(Expected, Tree(Folder.At("data", "VOC")));
            AssertOnlyTheSourceIsLeft();

            // What had its name before has the same file still: nothing was unpacked twice.
            var after = Written();
            Assert.All(before, file => Assert.Equal(file.Value, after[file.Key]));
            Directory.Delete(Folder.At("data", "VOC"), recursive: true);
        }
    }

    [Fact]
    public async Task A_process_that_is_killed_while_it_unpacks_leaves_work_that_is_gone_on_with()
    {
        // Long enough to be killed in the middle.
        var files = Enumerable.Range(0, 1500).Select(i => ($"VOC/JPEGImages/{i}.jpg", new string('x', 100))).ToArray();
        var archive = Folder.Write("big.tar", Archives.Of("tar", [.. files, ("VOC/Annotations/a.xml", "a"), ("VOC/ImageSets/Main/train.txt", "0")]));
        using var process = FetchProcess.Start(Folder.At("data"), "VOC", new Uri(archive).AbsoluteUri);
        var journal = Folder.At("data", ".unpacking-VOC", "journal");
        var clock = Stopwatch.StartNew();
        while ((!File.Exists(journal) || new FileInfo(journal).Length < 5_000) && clock.Elapsed < TimeSpan.FromSeconds(60)) await Task.Delay(2);
        process.Kill();
        await process.WaitForExitAsync();
        AssertNothingIsTaken();
        var before = Written();
        Assert.InRange(before.Count, 50, files.Length);

        var spec = new ArchiveSpec { FileName = "a.tar", Urls = [new Uri(archive).AbsoluteUri] };
        await Run(new SourceSpec("VOC") { Archives = [spec] });

        var after = Written();
        Assert.Equal(files.Length + 2, after.Count);

        // All but the one that was at work when the process died.
        Assert.InRange(before.Count(file => after[file.Key] == file.Value), before.Count - 1, before.Count);
        AssertOnlyTheSourceIsLeft();
    }

    [Fact]
    public async Task A_process_that_is_killed_while_it_downloads_leaves_work_that_is_gone_on_with()
    {
        var tar = Archives.Of("tar", Content1);
        using var server = new LoopbackServer((_, i) => new Answer { Body = tar, ETag = "\"v\"", Ranges = true, StallAfter = i == 1 ? 5000 : null });
        using var process = FetchProcess.Start(Folder.At("data"), "VOC", server.Url("a.tar"));
        var part = Folder.At("data", "downloads", "a.tar.part");
        var clock = Stopwatch.StartNew();
        while ((!File.Exists(part) || new FileInfo(part).Length < 5000) && clock.Elapsed < TimeSpan.FromSeconds(60)) await Task.Delay(5);
        process.Kill();
        await process.WaitForExitAsync();
        AssertNothingIsTaken();

        await Run(new SourceSpec("VOC") { Archives = [new ArchiveSpec { FileName = "a.tar", Urls = [server.Url("a.tar")] }] });

        Assert.Equal("bytes=5000-", server.Requests.Last().Range);
        Assert.True(Directory.Exists(Folder.At("data", "VOC")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_torn_last_line_and_a_half_written_file_count_for_nothing(int torn)
    {
        var source = Source("tar");
        await StopAfter(source, 6);
        var (journal, half) = (Folder.At("data", ".unpacking-VOC", "journal"), Folder.At("data", ".unpacking-VOC", "files.part"));
        var lines = await File.ReadAllBytesAsync(journal);
        var last = Encoding.UTF8.GetString(lines).TrimEnd('\n').Split('\n')[^1];
        await File.WriteAllBytesAsync(journal, lines[..^(1 + torn)]);
        await File.WriteAllTextAsync(half, "half of a pict");

        await Run(source);

        Assert.NotEmpty(last);
        Assert.Equal(Expected, Tree(Folder.At("data", "VOC")));
        AssertOnlyTheSourceIsLeft();
    }

    [Fact]
    public async Task A_journal_of_nonsense_starts_over()
    {
        var source = Source("tar");
        await StopAfter(source, 6);
        await File.WriteAllTextAsync(Folder.At("data", ".unpacking-VOC", "journal"), "nonsense\n{}\n");
        Folder.Write("data/.unpacking-VOC/files/k/VOC/JPEGImages/old.jpg", "of another time");

        await Run(source);

        Assert.Equal(Expected, Tree(Folder.At("data", "VOC")));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_file_that_changed_its_size_or_is_gone_is_unpacked_again(string? text)
    {
        var source = Source("tar");
        await StopAfter(source, 6);
        var file = Directory.GetFiles(Folder.At("data", ".unpacking-VOC", "files"), "*.jpg", SearchOption.AllDirectories)[0];
        if (text is null) File.Delete(file);
        else await File.WriteAllTextAsync(file, text);

        await Run(source);

        Assert.Equal(Expected, Tree(Folder.At("data", "VOC")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_archive_starts_over(bool withChecksum)
    {
        var source = Source("tar");
        await StopAfter(source, 6);

        // As long as the first, and with other pictures of the same sizes.
        var changed = Content1.Select(file => (file.Name, file.Text.Replace('a', 'A'))).ToArray();
        var bytes = Archives.Of("tar", changed);
        var path = Folder.Write("one", bytes);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));
        if (withChecksum) source = source with { Archives = [source.Archives[0] with { Sha256 = Sha256(bytes) }, source.Archives[1]] };

        await Run(source);

        Assert.Equal(changed[1].Item2, await File.ReadAllTextAsync(Folder.At("data", "VOC", "JPEGImages", "0.jpg")));
    }

    [Fact]
    public async Task Another_folder_of_the_same_archive_starts_over()
    {
        var source = Source("tar");
        await StopAfter(source, 6);

        await Run(source with { Archives = [.. source.Archives.Select(archive => archive with { Folder = "k/VOC" })] });

        Assert.Equal(Expected, Tree(Folder.At("data", "VOC")));
    }

    [Fact]
    public async Task Two_runs_never_unpack_the_same_source()
    {
        var source = Source("tar");
        await StopAfter(source, 6);
        using var other = FileLock.TryTake(Folder.At("data", ".unpacking-VOC.lock"));

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Run(source));

        Assert.Equal(
            $"Source 'VOC': {Folder.At("data", ".unpacking-VOC")}: another run is unpacking it. Wait for that one to end, then run again.", fault.Message);
    }

    [Fact]
    public async Task What_was_left_after_a_source_got_its_name_is_removed()
    {
        await Run(Source("tar"));
        Folder.Write("data/.unpacking-VOC/journal", "left");
        Folder.Write("data/.unpacking-other/journal", "another's");

        Fetcher2().RemoveLeftovers([new SourceFolder("VOC", DatasetFormats.Voc, Folder.At("data", "VOC"))]);

        Assert.Equal([".unpacking-other", "VOC"], Directory.GetDirectories(Folder.At("data")).Select(path => Path.GetFileName(path)).Where(name => name != "downloads").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_download_without_length_or_checksum_that_was_cut_is_set_aside_when_it_does_not_unpack(string kind)
    {
        // Nothing tells that the answer was cut: its end is the end of the connection.
        var whole = Archives.Of(kind, [.. Content1, .. Content2]);
        using var server = new LoopbackServer((_, i) => i < 1 ? new Answer { Body = whole[..(whole.Length / 2)], ContentLength = -1 } : new Answer { Body = whole });
        var source = new SourceSpec("VOC") { Archives = [new ArchiveSpec { FileName = "a", Urls = [server.Url("a")], ApproximateBytes = 1 }] };

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Run(source));

        var target = Folder.At("data", "downloads", "a");
        Assert.StartsWith($"Source 'VOC': {target}: the archive cannot be read (", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith($"). Kept as {target}.bad. Run again to fetch it anew.", fault.Message, StringComparison.Ordinal);
        AssertNothingIsTaken();

        await Run(source);
        Assert.Equal(Expected, Tree(Folder.At("data", "VOC")));
    }

    [Fact]
    public async Task A_file_of_the_users_that_is_damaged_stays_where_it_is()
    {
        var source = Source("tar");
        var path = Folder.At("one");
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path))[..9000]);

        var fault = await Assert.ThrowsAsync<MultiBoxException>(() => Run(source));

        Assert.EndsWith("). Remove it to fetch it again.", fault.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(path));
        AssertNothingIsTaken();
    }

    private SourceSpec Source(string kind)
    {
        Folder.Write("one", Archives.Of(kind, Content1));
        Folder.Write("two", Archives.Of(kind, Content2));
        return new SourceSpec("VOC") { Archives = [Spec("one"), Spec("two")] };

        ArchiveSpec Spec(string name) => new() { FileName = name, Urls = [new Uri(Folder.At(name)).AbsoluteUri] };
    }

    private SourceFetcher Fetcher2() => new(Fetcher(), Folder.At("data"), _ => null);

    private Task<IReadOnlyList<SourceFolder>> Run(SourceSpec source, IProgress<FetchProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Fetcher2().FetchAsync([new MissingSource(source, [])], progress, cancellationToken: cancellationToken);

    private async Task StopAfter(SourceSpec source, int entries)
    {
        using var cancel = new CancellationTokenSource();
        var unpacked = 0;
        var stopper = new Collector(Progress, report =>
        {
            if (report.Stage == FetchStage.Unpacking && unpacked++ == entries) cancel.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(source, stopper, cancel.Token));
        Assert.True(File.Exists(Folder.At("data", ".unpacking-VOC", "journal")));
    }

    /// <summary>Looks as the next run would.</summary>
    private void AssertNothingIsTaken()
    {
        Assert.False(Directory.Exists(Folder.At("data", "VOC")));
        Assert.Empty(new SourceLocator(Folder.At("data"), SourceCatalogue.Empty).Locate([new SourceSpec("VOC")]).Found);
    }

    private void AssertOnlyTheSourceIsLeft() => Assert.DoesNotContain(
        Directory.EnumerateFileSystemEntries(Folder.At("data")), path => Path.GetFileName(path).StartsWith('.'));

    /// <summary>The time of each file's last change, wherever the source lies at the moment.</summary>
    private Dictionary<string, DateTime> Written() => Directory
        .EnumerateFiles(Folder.At("data"), "*.*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".jpg" or ".xml" or ".txt")
        .ToDictionary(file => Path.GetFileName(Path.GetDirectoryName(file)) + "/" + Path.GetFileName(file), File.GetLastWriteTimeUtc);
}
