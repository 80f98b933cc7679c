using System.Security.Cryptography;
using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Preparing;

/// <summary>
/// Preparing again reads only what changed. Which pictures are read is seen by putting something that is no picture in their place,
/// with the same size and time: whoever reads it, drops the image.
/// </summary>
public sealed class IncrementalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly VocBuilder _voc;

    public IncrementalTests()
    {
        _voc = new VocBuilder(_folder, "voc").List("train", "a", "b", "c").List("test", "d");
        foreach (var (id, i) in new[] { "a", "b", "c", "d" }.Select((id, i) => (id, i))) Add(id, i);
    }

    public void Dispose() => _folder.Dispose();

    private string Prepared => _folder.At("prepared");

    [Fact]
    public void Nothing_is_read_again_when_nothing_changed()
    {
        Prepare();
        var before = Packs();
        HideAllPictures();

        Assert.Equal((4, 4), Prepare());
        Assert.Equal(before, Packs());
    }

    [Fact]
    public void A_changed_annotation_touches_no_picture()
    {
        Prepare();
        HideAllPictures();
        _voc.Xml("b", VocBuilder.Annotation(VocBuilder.Item("dog") + VocBuilder.Item("dog", 50, 5, 90, 45)));

        Assert.Equal((4, 4), Prepare());
        using var prepared = PreparedDataset.Load(Prepared);
        Assert.Equal([1, 2, 1], prepared.Split("train").Records.Select(record => record.Objects.Count));
    }

    [Fact]
    public void Only_new_and_changed_pictures_are_read()
    {
        Prepare();
        Hide("a");
        Hide("d");
        Add("b", 77);
        Add("e", 5);
        _voc.List("train", "e", "c", "b", "a");

        Assert.Equal((5, 3), Prepare());
        using var prepared = PreparedDataset.Load(Prepared);
        Assert.Equal([Bytes(5), Bytes(2), Bytes(77), Bytes(0)], ReadAll(prepared.Split("train")));
    }

    [Fact]
    public void An_image_that_moves_to_another_split_is_taken_over()
    {
        Prepare();
        HideAllPictures();
        _voc.List("train", "a", "b").List("test", "c", "d");

        Assert.Equal((4, 4), Prepare());
        using var prepared = PreparedDataset.Load(Prepared);
        Assert.Equal([Bytes(2), Bytes(3)], ReadAll(prepared.Split("test")));
    }

    [Fact]
    public void A_picture_with_another_time_is_compared_and_taken_over()
    {
        Prepare();
        foreach (var path in Pictures()) File.SetLastWriteTimeUtc(path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.Equal((4, 4), Prepare());
        HideAllPictures();
        Assert.Equal((4, 4), Prepare());
    }

    [Fact]
    public void A_moved_source_is_compared_and_taken_over()
    {
        Prepare();
        Directory.Move(_folder.At("voc"), _folder.At("moved"));

        Assert.Equal((4, 4), Prepare(root: _folder.At("moved")));
    }

    [Fact]
    public void Other_settings_of_the_pack_read_everything_again()
    {
        Prepare();

        Assert.Equal((4, 0), Prepare(new PackOptions { LongestSide = 64 }));
        Assert.Equal((4, 4), Prepare(new PackOptions { LongestSide = 64 }));
        Assert.Equal((4, 0), Prepare(new PackOptions { LongestSide = 64, Quality = 50 }));
        Assert.Equal((4, 0), Prepare());
        // Of no account where nothing is shrunk.
        Assert.Equal((4, 4), Prepare(new PackOptions { Quality = 50 }));
    }

    [Fact]
    public void Everything_is_read_again_when_that_is_asked_for()
    {
        Prepare();
        Hide("b");

        Assert.Equal((3, 0), Prepare(takeOver: false));
    }

    // Preparing is how a damaged pack is mended: its damaged pictures are no pictures to take over.
    [Fact]
    public void A_damaged_picture_of_the_earlier_pack_is_read_from_its_source()
    {
        Prepare();
        var before = Packs();
        var path = Path.Combine(Prepared, "train.pack");
        var bytes = File.ReadAllBytes(path);
        bytes[200] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Equal((4, 3), Prepare());
        Assert.Equal(before, Packs());
    }

    [Fact]
    public void A_damaged_earlier_pack_is_made_anew()
    {
        Prepare();
        var before = Packs();
        File.WriteAllText(Path.Combine(Prepared, "train.pack"), "nonsense");

        Assert.Equal((4, 1), Prepare());
        Assert.Equal(before, Packs());
    }

    [Fact]
    public void A_mended_picture_is_read()
    {
        var whole = Bytes(2);
        _voc.WithPicture("c.jpg", whole[..^900]);
        Assert.Equal((3, 0), Prepare());
        _voc.WithPicture("c.jpg", whole);

        Assert.Equal((4, 3), Prepare());
    }

    [Theory]
    [InlineData("reading")]
    [InlineData("packing")]
    public void What_changes_while_it_is_prepared_is_looked_at_again_the_next_time(string stage)
    {
        var changed = false;
        Prepare(progress: p =>
        {
            // Once the annotations of this split were read.
            if (changed || p.Stage != stage || p.Done == 0) return;
            changed = true;
            // Files' times are told in ticks of a few milliseconds.
            Thread.Sleep(50);
            _voc.Xml("a", VocBuilder.Annotation(VocBuilder.Item("dog", 11, 11, 40, 30)));
        });

        using var prepared = PreparedDataset.Load(Prepared);
        Assert.Equal([$"changed: {_voc.Folder.Annotation("a")}"], prepared.ChangedSources());
    }

    [Fact]
    public void A_run_that_is_stopped_leaves_the_old_packs()
    {
        Prepare();
        var before = Packs();
        Add("b", 9);
        using var stop = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => Prepare(
            progress: p => { if (p is { Split: "test", Stage: "packing" }) stop.Cancel(); }, cancellation: stop.Token));

        Assert.Equal(before, Packs());
        Assert.Empty(Directory.EnumerateFiles(Prepared, "*.writing"));
        using var prepared = PreparedDataset.Load(Prepared);
        Assert.Equal(3, prepared.Split("train").Records.Count);
    }

    private void Add(string id, int seed) => _voc
        .Xml(id, VocBuilder.Annotation(VocBuilder.Item("dog"))).WithPicture(id + ".jpg", Bytes(seed));

    private static byte[] Bytes(int seed)
    {
        var image = new RgbImage(100, 50);
        new Random(seed).NextBytes(image.Pixels);
        return ImageFile.EncodeJpeg(image, 80);
    }

    private string[] Pictures() => Directory.GetFiles(_voc.Folder.Pictures);

    private void HideAllPictures()
    {
        foreach (var path in Pictures()) Hide(Path.GetFileNameWithoutExtension(path));
    }

    // The folder's own time does not change when a file in it is written to.
    private void Hide(string id)
    {
        var path = Path.Combine(_voc.Folder.Pictures, id + ".jpg");
        var (time, length) = (File.GetLastWriteTimeUtc(path), new FileInfo(path).Length);
        File.WriteAllBytes(path, new byte[length]);
        File.SetLastWriteTimeUtc(path, time);
    }

    private (int Images, int TakenOver) Prepare(
        PackOptions? pack = null, bool takeOver = true, string? root = null, Action<PrepareProgress>? progress = null, CancellationToken cancellation = default)
    {
        var takenOver = new Dictionary<string, int>();
        using var prepared = new DatasetPreparer(Prepared) { TakeOver = takeOver }.Prepare(
            new DatasetRequest
            {
                Sources = [new SourceFolder("voc", DatasetFormats.Voc, root ?? _voc.Folder.Root)],
                Splits = [new SplitRequest("train", [new SplitPart("voc", ["train"])]), new SplitRequest("test", [new SplitPart("voc", ["test"])])],
                Reading = new ReadingOptions { ClassNames = ["dog"] },
                Pack = pack ?? new PackOptions(),
            },
            new Immediate(p =>
            {
                takenOver[p.Split] = p.TakenOver;
                progress?.Invoke(p);
            }),
            cancellation);
        return (prepared.Splits.Sum(split => split.Records.Count), takenOver.Values.Sum());
    }

    private Dictionary<string, string> Packs() => Directory.GetFiles(Prepared, "*.pack")
        .ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))));

    private static List<byte[]> ReadAll(PreparedSplit split)
    {
        byte[] buffer = [];
        return [.. Enumerable.Range(0, split.Records.Count).Select(i => split.Pictures.Read(i, ref buffer).ToArray())];
    }

    private sealed class Immediate(Action<PrepareProgress> report) : IProgress<PrepareProgress>
    {
        public void Report(PrepareProgress value) => report(value);
    }
}
