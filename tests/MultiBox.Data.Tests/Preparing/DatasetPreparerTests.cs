using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Preparing;

public sealed class DatasetPreparerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<PreparedDataset> _open = [];
    private readonly VocBuilder _voc;
    private readonly VocBuilder _other;

    public DatasetPreparerTests()
    {
        _voc = new VocBuilder(_folder, "VOC2007", "data/VOC2007").List("trainval", "a", "b").List("test", "c");
        foreach (var (id, shade) in new[] { ("a", 10), ("b", 20), ("c", 30) })
        {
            _voc.Image(id, VocBuilder.Item("dog"), VocBuilder.Item("cat", 1.5f, 2, 30.25f, 40)).WithPicture(id + ".jpg", Picture(shade));
        }

        _other = new VocBuilder(_folder, "VOC2012", "data/VOC2012").List("trainval", "a")
            .Image("a", VocBuilder.Item("cat", "1", "1", "9", "9", "<difficult>1</difficult>")).WithPicture("a.jpg", Picture(40));
    }

    public void Dispose()
    {
        _open.ForEach(prepared => prepared.Dispose());
        _folder.Dispose();
    }

    private string Prepared => _folder.At("prepared");

    [Fact]
    public void What_is_prepared_comes_back_the_same()
    {
        var prepared = Prepare();
        var loaded = Load();

        Assert.Equal(["train", "test"], loaded.Splits.Select(split => split.Name));
        Assert.Equal(["VOC2007/a", "VOC2007/b", "VOC2012/a"], loaded.Split("train").Records.Select(r => $"{r.Source}/{r.Id}"));
        Assert.Equal(JsonSerializer.Serialize(prepared), JsonSerializer.Serialize(loaded));
        Assert.Equal([new ClassCount("cat", 3, 3, 1), new ClassCount("dog", 2, 2, 0)], loaded.Split("train").ClassCounts);
        Assert.Empty(loaded.Warnings);
        Assert.True(loaded.IsFor(Request()));
        Assert.False(loaded.IsFor(Request(o => o with { KeepEmpty = true })));
        Assert.Equal(
            ["bad-data.txt", "summary.json", "test.pack", "train.pack"],
            Directory.EnumerateFiles(Prepared).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Preparing_again_writes_the_same_bytes()
    {
        Prepare();
        var first = Contents();
        Prepare();

        Assert.Equal(first, Contents());
    }

    [Fact]
    public void The_sources_are_only_read()
    {
        var before = Directory.EnumerateFileSystemEntries(_folder.At("data"), "*", SearchOption.AllDirectories).Order().ToList();

        Prepare();

        Assert.Equal(before, Directory.EnumerateFileSystemEntries(_folder.At("data"), "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public void The_fingerprint_follows_the_content_and_not_the_place()
    {
        var first = Prepare().Fingerprint;
        Directory.Move(_folder.At("data"), _folder.At("moved"));
        var moved = Prepare(Request() with
        {
            Sources = [new SourceFolder("VOC2007", DatasetFormats.Voc, _folder.At("moved", "VOC2007")), new SourceFolder("VOC2012", DatasetFormats.Voc, _folder.At("moved", "VOC2012"))],
        }, _folder.At("prepared2"));
        Directory.Move(_folder.At("moved"), _folder.At("data"));
        Assert.Equal(first, moved.Fingerprint);

        _voc.WithPicture("a.jpg", Picture(11));
        var picture = Prepare();
        Assert.NotEqual(first, picture.Fingerprint);

        _voc.Image("a", VocBuilder.Item("dog"), VocBuilder.Item("cat", 1.5f, 2, 30.25f, 41)).WithPicture("a.jpg", Picture(11));
        Assert.NotEqual(picture.Split("train").Fingerprint, Prepare().Split("train").Fingerprint);
        Assert.Equal(picture.Split("test").Fingerprint, Load().Split("test").Fingerprint);
    }

    [Fact]
    public void A_data_set_can_be_used_without_its_sources()
    {
        var picture = File.ReadAllBytes(_folder.At("data", "VOC2007", "JPEGImages", "b.jpg"));
        Prepare();
        Directory.Delete(_folder.At("data"), recursive: true);

        var split = Load().Split("train");

        byte[] buffer = [];
        Assert.Equal(picture, split.Pictures.Read(1, ref buffer).ToArray());
    }

    [Fact]
    public void A_moved_source_is_found_through_its_new_root()
    {
        Prepare();
        Directory.Move(_folder.At("data", "VOC2007"), _folder.At("moved"));

        Assert.NotEmpty(Load().ChangedSources());
        var loaded = Load(new Dictionary<string, string> { ["VOC2007"] = _folder.At("moved") });

        Assert.Equal(_folder.At("moved", "JPEGImages", "a.jpg"), loaded.Split("train").Records[0].Picture.Path);
        Assert.Empty(loaded.ChangedSources());
    }

    [Fact]
    public void Files_that_changed_or_went_or_came_are_named()
    {
        _voc.List("trainval", "a", "b", "x");
        Prepare();
        Assert.Empty(Load().ChangedSources());
        _voc.Xml("b", VocBuilder.Annotation(VocBuilder.Item("dog")));
        _voc.Xml("x", VocBuilder.Annotation(VocBuilder.Item("dog")));
        File.Delete(_folder.At("data", "VOC2012", "JPEGImages", "a.jpg"));
        _voc.List("test", "c", "a");

        Assert.Equal(
            [
                $"changed: {_folder.At("data", "VOC2007", "Annotations", "b.xml")}",
                $"new: {_folder.At("data", "VOC2007", "Annotations", "x.xml")}",
                $"changed: {_folder.At("data", "VOC2007", "ImageSets", "Main", "test.txt")}",
                $"gone: {_folder.At("data", "VOC2012", "JPEGImages", "a.jpg")}",
                $"changed: {_folder.At("data", "VOC2012", "JPEGImages")}",
            ],
            Load().ChangedSources());
    }

    [Fact]
    public void What_was_left_out_and_is_mended_since_is_a_change()
    {
        // Without an object of the classes, with a faulty object, and without a picture.
        _voc.Image("e").Image("f", VocBuilder.Item("dog", 5, 5, 5, 5)).Xml("g", VocBuilder.Annotation(VocBuilder.Item("dog")));
        _voc.List("trainval", "a", "b", "e", "f", "g");
        var before = Prepare();
        Assert.Equal((3, 5), (before.Split("train").Records.Count, before.Split("train").Listed - 1));

        _voc.Xml("e", VocBuilder.Annotation(VocBuilder.Item("dog")));
        _voc.Xml("f", VocBuilder.Annotation(VocBuilder.Item("dog", 5, 5, 9, 9)));
        _voc.WithPicture("g.png", ImageFile.EncodePng(new RgbImage(100, 50, 70)));

        Assert.Equal(
            [
                $"changed: {_folder.At("data", "VOC2007", "Annotations", "e.xml")}",
                $"changed: {_folder.At("data", "VOC2007", "Annotations", "f.xml")}",
                $"changed: {_folder.At("data", "VOC2007", "JPEGImages")}",
            ],
            Load().ChangedSources());
        Assert.Equal(6, Prepare().Split("train").Records.Count);
        Assert.Empty(Load().ChangedSources());
    }

    [Fact]
    public void A_copy_with_new_times_has_the_same_fingerprint()
    {
        var before = Prepare().Fingerprint;
        File.SetLastWriteTimeUtc(_folder.At("data", "VOC2007", "JPEGImages", "a.jpg"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.Single(Load().ChangedSources());
        Assert.Equal(before, Prepare().Fingerprint);
        Assert.Empty(Load().ChangedSources());
    }

    [SkippableFact]
    public void Pictures_may_be_links()
    {
        Skip.If(OperatingSystem.IsWindows(), "Creating links needs a privilege on Windows.");
        var path = _folder.At("data", "VOC2007", "JPEGImages", "a.jpg");
        File.Move(path, _folder.At("elsewhere.jpg"));
        File.CreateSymbolicLink(path, _folder.At("elsewhere.jpg"));

        var fingerprint = Prepare().Fingerprint;

        Assert.Empty(Load().ChangedSources());
        _folder.Write("elsewhere.jpg", Picture(99));
        Assert.Equal([$"changed: {path}"], Load().ChangedSources());
        Assert.NotEqual(fingerprint, Prepare().Fingerprint);
    }

    [Theory]
    [InlineData("\"dog\"", "\"cow\"", "damaged (its checksum does not fit)")]
    [InlineData("{\"format\"", "{{", "damaged (it is no valid JSON of its kind)")]
    [InlineData("\"version\":2", "\"version\":1", "written in version 1, this program reads version 2")]
    [InlineData("multibox-dataset", "something", "damaged (it is no multibox-dataset file)")]
    public void A_damaged_or_outdated_summary_is_refused(string old, string changed, string why)
    {
        Prepare();
        var path = Path.Combine(Prepared, "summary.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace(old, changed, StringComparison.Ordinal));

        var fault = Assert.Throws<MultiBoxException>(() => Load());

        Assert.Equal($"{path}: {why}. Prepare the data set again.", fault.Message);
    }

    [Fact]
    public void A_pack_of_another_run_is_refused()
    {
        Prepare();
        var path = Path.Combine(Prepared, "train.pack");
        var old = File.ReadAllBytes(path);
        _voc.List("trainval", "a");
        Prepare();
        File.WriteAllBytes(path, old);

        Assert.Equal(
            $"{path}: not the pack that summary.json names, as preparing was interrupted. Prepare the data set again.",
            Assert.Throws<MultiBoxException>(() => Load()).Message);
    }

    [Fact]
    public void Leftovers_of_other_splits_killed_runs_and_earlier_versions_go()
    {
        foreach (var name in new[] { "old.pack", "train.pack.writing", "hashes.json", "train.json", "notes.txt", "other.json" }) _folder.Write(Path.Combine("prepared", name), "x");

        Prepare();

        Assert.Equal(
            ["bad-data.txt", "notes.txt", "other.json", "summary.json", "test.pack", "train.pack"],
            Directory.EnumerateFiles(Prepared).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told()
    {
        _folder.Write("prepared", "a file in its place");

        var fault = Assert.Throws<MultiBoxException>(() => Prepare());

        Assert.StartsWith($"{Path.Combine(Prepared, "train.pack")}: cannot be written (", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_prepared_is_told()
    {
        Assert.Equal(
            $"{Path.Combine(Prepared, "summary.json")}: no such file. Prepare the data set first.",
            Assert.Throws<MultiBoxException>(() => Load()).Message);
    }

    [Fact]
    public void Faults_are_reported_in_the_pack_and_in_a_file_for_people()
    {
        _voc.Image("b", VocBuilder.Item("dog", 5, 5, 5, 5), VocBuilder.Item("cat")).WithPicture("b.jpg", Picture(20));

        var entry = Assert.Single(Prepare().Split("train").Report.Entries);

        Assert.Equal(entry, Assert.Single(Load().Split("train").Report.Entries));
        Assert.Equal(
            $"train: 1 fault: 1 object dropped.\n\n{entry}\n\ntest: no faults.\n", File.ReadAllText(Path.Combine(Prepared, DatasetPreparer.BadDataFile)));
        Assert.Equal(["Split 'train' has 1 fault: 1 object dropped."], Load().Warnings);
    }

    [Fact]
    public void Fail_refuses_with_the_faults_of_all_splits_and_keeps_the_earlier_result()
    {
        Prepare();
        _voc.Image("b", VocBuilder.Item("dog", 5, 5, 5, 5)).WithPicture("b.jpg", Picture(20));
        _voc.Image("c", VocBuilder.Item("dgo")).WithPicture("c.jpg", Picture(30));
        var before = File.ReadAllBytes(Path.Combine(Prepared, "train.pack"));

        var fault = Assert.Throws<MultiBoxException>(() => Prepare(o => o with { OnBadData = BadDataPolicy.Fail }));

        Assert.StartsWith("The data set has 2 faults, and on_bad_data is 'fail':\n", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"All of them are listed in {Path.Combine(Prepared, DatasetPreparer.BadDataFile)}.", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Prepared, "train.pack")));
        Assert.Empty(Directory.EnumerateFiles(Prepared, "*.writing"));
    }

    [Fact]
    public void Every_empty_split_is_explained()
    {
        _voc.Image("c", VocBuilder.Item("dog", 5, 5, 5, 5)).List("none").List("test", "c", "d").Image("d");
        var request = Request() with
        {
            Splits =
            [
                new SplitRequest("val", [new SplitPart("VOC2007", ["none"])]),
                new SplitRequest("test", [new SplitPart("VOC2007", ["test"])]),
            ],
        };

        var fault = Assert.Throws<MultiBoxException>(() => new DatasetPreparer(Prepared).Prepare(request));

        Assert.Equal(
            "Split 'val' (VOC2007/none) has no image left: 0 listed.\n" +
            "Split 'test' (VOC2007/test) has no image left: 2 listed, 1 without an object of cat, dog, " +
            $"1 dropped for bad data (see {Path.Combine(Prepared, DatasetPreparer.BadDataFile)}).",
            fault.Message);
    }

    [Fact]
    public void Absent_classes_and_shared_pictures_are_warned_of()
    {
        _other.WithPicture("a.jpg", Picture(30));
        var prepared = Prepare(o => o with { ClassNames = ["cat", "dog", "eel"] });

        Assert.Equal(
            [
                "Split 'train' has no object of eel.",
                "Split 'test' has no object of eel.",
                "Splits 'train' and 'test' share 1 picture (VOC2012/a = VOC2007/c): what is trained on one cannot be judged by the other.",
            ],
            prepared.Warnings);
    }

    [Fact]
    public void All_that_a_request_names_wrongly_is_told_at_once()
    {
        var request = Request(o => o with { ClassNames = ["cat", "cat"] }) with
        {
            Splits =
            [
                new SplitRequest("a/b", [new SplitPart("VOC2017", ["trainval"])]),
                new SplitRequest("train", [new SplitPart("VOC2007", ["tranval"])]),
            ],
        };

        var fault = Assert.Throws<MultiBoxException>(() => new DatasetPreparer(Prepared).Prepare(request));

        Assert.Equal(
            "Split 'a/b': expected a plain name, as it names a file.\n" +
            "Class 'cat' is listed 2 times: expected once.\n" +
            "Split 'a/b': no source 'VOC2017'.\n  Found: VOC2007, VOC2012. Did you mean 'VOC2007'?\n" +
            $"{_voc.Folder.ImageSetFile("tranval")}: source 'VOC2007' has no image set 'tranval'.\n  Found: test, trainval. Did you mean 'trainval'?",
            fault.Message);
    }

    [Fact]
    public void An_unknown_split_is_told_with_the_nearest()
    {
        Assert.Equal(
            $"{Prepared}: no split 'tran'.\n  Found: train, test. Did you mean 'train'?", Assert.Throws<MultiBoxException>(() => Prepare().Split("tran")).Message);
    }

    [SkippableFact]
    public void Bccd_is_prepared()
    {
        SharedData.RequireBccd();
        var request = new DatasetRequest
        {
            Sources = [new SourceFolder("bccd", DatasetFormats.Voc, SharedData.Bccd)],
            Splits = [new SplitRequest("train", [new SplitPart("bccd", ["trainval"])]), new SplitRequest("test", [new SplitPart("bccd", ["test"])])],
            Reading = new ReadingOptions { ClassNames = ["RBC", "WBC", "Platelets"] },
        };

        var fresh = Prepare(request, Prepared);
        var loaded = Load();

        Assert.Equal([292, 72], loaded.Splits.Select(split => split.Records.Count));
        Assert.Equal(4153, loaded.Splits.Sum(split => split.ClassCounts[0].Objects));
        Assert.Equal(fresh.Fingerprint, loaded.Fingerprint);
        Assert.Equal(
            ["Split 'train' has 2 faults: 2 objects dropped."], loaded.Warnings);
    }

    private static byte[] Picture(int shade) => ImageFile.EncodeJpeg(new RgbImage(100, 50, (byte)shade), 80);

    private PreparedDataset Prepare(Func<ReadingOptions, ReadingOptions>? change = null) => Prepare(Request(change), Prepared);

    private PreparedDataset Prepare(DatasetRequest request, string folder) => Keep(new DatasetPreparer(folder).Prepare(request));

    private PreparedDataset Load(IReadOnlyDictionary<string, string>? roots = null) => Keep(PreparedDataset.Load(Prepared, roots));

    private PreparedDataset Keep(PreparedDataset prepared)
    {
        _open.Add(prepared);
        return prepared;
    }

    private DatasetRequest Request(Func<ReadingOptions, ReadingOptions>? change = null)
    {
        var reading = new ReadingOptions { ClassNames = ["cat", "dog"] };
        return new DatasetRequest
        {
            Sources = [_voc.Source, _other.Source],
            Splits =
            [
                new SplitRequest("train", [new SplitPart("VOC2007", ["trainval"]), new SplitPart("VOC2012", ["trainval"])]),
                new SplitRequest("test", [new SplitPart("VOC2007", ["test"])]),
            ],
            Reading = change?.Invoke(reading) ?? reading,
        };
    }

    private Dictionary<string, string> Contents() =>
        Directory.EnumerateFiles(Prepared).ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexString(File.ReadAllBytes(path)));
}
