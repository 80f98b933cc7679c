using MultiBox.Boxes;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Coco;

public sealed class CocoReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CocoBuilder _coco;

    public CocoReaderTests() => _coco = new CocoBuilder(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("annotations/instances_train.json", "train/a.jpg", "a.jpg")]
    [InlineData("annotations/instances_train.json", "images/train/a.jpg", "a.jpg")]
    [InlineData("annotations/train.json", "images/a.jpg", "a.jpg")]
    [InlineData("train.json", "a.jpg", "a.jpg")]
    [InlineData("train.json", "train/deep/a.jpg", "deep/a.jpg")]
    [InlineData("train.json", "train/deep/a.jpg", "./train\\\\deep\\\\a.jpg")]
    [InlineData("train/_annotations.coco.json", "train/a.jpg", "a.jpg")]
    [InlineData("annotations/instances_train.json", "annotations/a.jpg", "a.jpg")]
    public void Every_usual_layout_is_read(string json, string picture, string fileName)
    {
        _coco.Write(json, CocoBuilder.File([CocoBuilder.Image(1, fileName)], [CocoBuilder.Item(1, 1, 2)])).With(picture);

        var record = _coco.Read().Records.Single();

        Assert.Equal(("a", "x", 100, 50), (record.Id, record.Source, record.Width, record.Height));
        Assert.Equal(new PictureLocation(Path.Combine(_coco.Root, picture.Replace('/', Path.DirectorySeparatorChar))), record.Picture);
        Assert.Equal(Path.Combine(_coco.Root, json.Replace('/', Path.DirectorySeparatorChar)), record.AnnotationPath);
        Assert.Equal([new AnnotatedObject(2, new Box(10, 10, 40, 30), Difficult: false, Truncated: false)], record.Objects);
        Assert.Equal(["train"], DatasetFormats.Coco.ImageSetNames(_coco.Root));
        Assert.Empty(DatasetFormats.Coco.MissingParts(_coco.Root));
    }

    [Fact]
    public void A_folder_without_annotations_is_not_in_the_format()
    {
        _coco.With("train/a.jpg");

        Assert.Equal(["annotations/instances_<set>.json"], DatasetFormats.Coco.MissingParts(_coco.Root));
        Assert.Equal(["annotations/instances_<set>.json"], DatasetFormats.Coco.MissingParts(_folder.At("nowhere")));
    }

    [Fact]
    public void A_missing_image_set_is_named_with_those_that_exist()
    {
        _coco.Train("{}").Write("annotations/val.json", "{}").Write("other/_annotations.coco.json", "{}");

        Assert.Equal(
            [$"{Path.Combine(_coco.Root, "annotations", "instances_trian.json")}: source 'x' has no image set 'trian'.\n  Found: other, train, val. Did you mean 'train'?"],
            SourceSelection.MissingImageSets([new SourceSelection(_coco.Source, ["train", "trian"])]));
    }

    [Fact]
    public void Objects_go_to_their_images_in_the_files_order_with_fractions_and_flags()
    {
        _coco.Train(
            CocoBuilder.File(
                [CocoBuilder.Image(7, "b.jpg"), CocoBuilder.Image(3, "a.jpg")],
                [
                    CocoBuilder.Item(1, 3, 90, "[0.5,1.25,99.5,48.75]"),
                    CocoBuilder.Item(2, 7, 18, extra: "\"iscrowd\":1,\"difficult\":1,\"truncated\":true"),
                    CocoBuilder.Item(3, 3, 18, extra: "\"difficult\":0,\"truncated\":false,\"iscrowd\":null"),
                ],
                [CocoBuilder.Category(18, "dog"), CocoBuilder.Category(90, "cat")]),
            "a.jpg", "b.jpg");

        var records = _coco.Read().Records;

        Assert.Equal(["b", "a"], records.Select(record => record.Id));
        Assert.Equal([new AnnotatedObject(2, new Box(10, 10, 40, 30), Difficult: true, Truncated: true, Crowd: true)], records[0].Objects);
        Assert.Equal(
            [
                new AnnotatedObject(1, new Box(0.5f, 1.25f, 100, 50), Difficult: false, Truncated: false),
                new AnnotatedObject(2, new Box(10, 10, 40, 30), Difficult: false, Truncated: false),
            ],
            records[1].Objects);
    }

    [Fact]
    public void Keys_come_in_any_order_and_unknown_ones_are_passed_over()
    {
        _coco.Train(
            """
            {"info":{"images":[1,{"annotations":[]}]},"categories":[{"name":"dog","supercategory":"x","id":1.0}],
            "annotations":[{"segmentation":{"counts":[1,2,[3]],"size":[1,1]},"bbox":[1,2,3,4],"area":1,"category_id":1,"image_id":5,"\u0069d":9}],
            "licenses":[],"images":[{"file_name":"a.jpg","extra":null,"id":5}]}
            """,
            "a.jpg");

        var result = _coco.Read();

        Assert.Equal(new Box(1, 2, 4, 6), result.Records.Single().Objects.Single().Box);
        Assert.Empty(result.Report.Entries);
    }

    [Fact]
    public void Names_with_spaces_and_letters_of_any_script_are_found()
    {
        _coco.Train(
            CocoBuilder.File([CocoBuilder.Image(1, "caf\\u00e9 \\ud83d\\udc31.jpg"), CocoBuilder.Image(2, "日本 1.jpg")], [CocoBuilder.Item(1, 1, 1), CocoBuilder.Item(2, 2, 3)], [.. CocoBuilder.Categories, CocoBuilder.Category(3, "mačka")]),
            "café 🐱.jpg", "日本 1.jpg");

        var result = _coco.Read(new ReadingOptions { ClassNames = ["cat", "dog", "mačka"] });

        Assert.Equal(["café 🐱", "日本 1"], result.Records.Select(record => record.Id));
        Assert.Equal([1, 3], result.Records.Select(record => record.Objects.Single().Label));
    }

    [Theory]
    [InlineData(false, new[] { "a" }, 1)]
    [InlineData(true, new[] { "a", "empty" }, 0)]
    public void Images_without_objects_are_dropped_unless_they_are_wanted(bool keep, string[] expected, int dropped)
    {
        _coco.Train(CocoBuilder.File([CocoBuilder.Image(1, "a.jpg"), CocoBuilder.Image(2, "empty.jpg")], [CocoBuilder.Item(1, 1, 1)]), "a.jpg", "empty.jpg");

        var result = _coco.Read(CocoBuilder.Options() with { KeepEmpty = keep });

        Assert.Equal(expected, result.Records.Select(record => record.Id));
        Assert.Equal((2, dropped), (result.Listed, result.WithoutObjects));
        Assert.Empty(result.Report.Entries);
    }

    [Fact]
    public void Other_classes_are_passed_over_on_request_even_with_a_bad_box()
    {
        _coco.Train(
            CocoBuilder.File(
                [CocoBuilder.Image(1, "a.jpg")], [CocoBuilder.Item(1, 1, 1), CocoBuilder.Item(2, 1, 3, "[]"), CocoBuilder.Item(3, 1, 3, "[1,1,0,0]")],
                [.. CocoBuilder.Categories, CocoBuilder.Category(3, "sofa")]),
            "a.jpg");

        var result = _coco.Read(CocoBuilder.Options() with { IgnoreOtherClasses = true });

        Assert.Single(result.Records.Single().Objects);
        Assert.Empty(result.Report.Entries);
    }

    [Fact]
    public void Images_of_the_same_name_in_several_folders_keep_apart()
    {
        _coco.Train(
            CocoBuilder.File(
                [CocoBuilder.Image(1, "p/1.jpg"), CocoBuilder.Image(2, "q/1.jpg"), CocoBuilder.Image(3, "q/1.png"), CocoBuilder.Image(4, "q/2.jpg")],
                [CocoBuilder.Item(1, 1, 1), CocoBuilder.Item(2, 2, 1), CocoBuilder.Item(3, 3, 1), CocoBuilder.Item(4, 4, 1)]),
            "p/1.jpg", "q/1.jpg", "q/1.png", "q/2.jpg");

        Assert.Equal(["p/1", "train/q/1.jpg", "train/q/1.png", "2"], _coco.Read().Records.Select(record => record.Id));
    }

    [Fact]
    public void An_image_of_several_image_sets_counts_once_and_equal_ids_of_two_files_differ()
    {
        var first = CocoBuilder.File([CocoBuilder.Image(1, "a.jpg")], [CocoBuilder.Item(1, 1, 1)]);
        var second = CocoBuilder.File([CocoBuilder.Image(1, "b.jpg"), CocoBuilder.Image(2, "a.jpg")], [CocoBuilder.Item(1, 1, 2), CocoBuilder.Item(2, 2, 2)]);
        _coco.Write("train.json", first).Write("val.json", second).With("images/a.jpg", "images/b.jpg");

        var result = _coco.Read(null, "train", "val");

        Assert.Equal(["a 1", "b 2"], result.Records.Select(record => $"{record.Id} {record.Objects.Single().Label}"));
        Assert.Equal(
            [$"{Path.Combine(_coco.Root, "val.json")}:3 image 2: 'a.jpg' is listed twice: expected each image once, found it at {Path.Combine(_coco.Root, "train.json")}:2 too (line skipped)."],
            result.Report.Entries.Select(entry => entry.ToString()));
    }

    [Theory]
    [InlineData("[-1,0,1,2]", -1, 0, 1e-20f, 2)] // The corners give this very box.
    [InlineData("[-1,0,1,3]", -1, 0, 0, 3)] // Somebody changed the box.
    public void Exact_corners_hold_as_long_as_they_give_the_box(string bbox, float x1, float y1, float x2, float y2)
    {
        var item = CocoBuilder.Item(1, 1, 1, bbox, $"\"corners\":[-1,0,1e-20,2]");
        var stated = CocoBox.FromCorners(new Box(-1, 0, 1e-20f, 2));
        Assert.Equal((-1, 0, 1, 2), stated);
        _coco.Train(CocoBuilder.File([CocoBuilder.Image(1, "a.jpg")], [item, CocoBuilder.Item(2, 1, 1)]), "a.jpg");

        var result = _coco.Read(CocoBuilder.Options(BadDataPolicy.Repair));

        if (x2 > 0) Assert.Equal(new Box(x1, y1, x2, y2), result.Records.Single().Objects[0].Box);
        else Assert.Contains("annotation 1: the box lies outside the picture", result.Report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_are_counted_over_values_larger_than_any_buffer()
    {
        var outline = string.Join(",\r\n", Enumerable.Range(0, 60_000));
        var note = new string('x', 300_000);
        _coco.Train(
            $"\uFEFF{{\"note\":\"{note}\",\n\"images\":[\n{CocoBuilder.Image(1, "a.jpg")}],\"annotations\":[\n"
            + $"{CocoBuilder.Item(1, 1, 1, extra: $"\"segmentation\":[[{outline}]]")},\n{CocoBuilder.Item(2, 1, 1, "[1,1,0,0]")}],\n\"categories\":[{CocoBuilder.Category(1, "cat")}]}}",
            "a.jpg");

        var result = _coco.Read();

        // Lines 1 to 4, the first object with its 60,000 numbers on as many lines, and the second one.
        Assert.Equal((60_004, 1), (Assert.Single(result.Report.Entries).Line, result.Records.Single().Objects.Count));
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        _coco.Train(CocoBuilder.File([CocoBuilder.Image(1, "a.jpg")], [CocoBuilder.Item(1, 1, 1)]), "a.jpg");

        Assert.ThrowsAny<OperationCanceledException>(() => DatasetFormats.Coco.Read(_coco.Source, ["train"], CocoBuilder.Options(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_large_file_is_read_in_the_memory_of_its_records()
    {
        const int Objects = 1000;
        var outline = $"\"segmentation\":[[{string.Join(", ", Enumerable.Range(0, 8000).Select(i => $"{i}.25"))}]]";
        var path = _folder.At("large.json");
        using (var file = new StreamWriter(path))
        {
            file.Write($"{{\"images\":[{CocoBuilder.Image(1, "a.jpg")}],\"annotations\":[");
            for (var i = 0; i < Objects; i++) file.Write($"{(i > 0 ? ",\n" : "")}{CocoBuilder.Item(i, 1, 1, extra: outline)}");
            file.Write($"],\"categories\":[{CocoBuilder.Category(1, "cat")}]}}");
        }

        Assert.InRange(new FileInfo(path).Length, 50_000_000, 100_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var parsed = CocoParser.Parse(path, new FaultLog(BadDataPolicy.Drop), CancellationToken.None);

        // A buffer of 64 KB, a list of 1,000 objects that doubled until it was large enough, and what running for the first time takes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 1_000_000);
        Assert.Equal((Objects, Objects), (parsed.Objects.Count, parsed.Objects[^1].Line));
    }

    [Theory]
    [InlineData("\"area\":321.5", 321.5)]
    [InlineData("\"area\":0", 0.0)]
    [InlineData("\"area\":600", null)] // The box's, 30 x 20.
    [InlineData("\"area\":-1", null)]
    [InlineData("\"area\":\"large\"", null)]
    [InlineData("\"area\":[600, {\"area\":1}]", null)]
    [InlineData("\"iscrowd\":0", null)]
    public void An_objects_area_is_kept_where_it_is_not_its_boxs(string extra, double? area)
    {
        _coco.Train(CocoBuilder.File([CocoBuilder.Image(1, "a.jpg")], [CocoBuilder.Item(1, 1, 1, extra: extra)]), "a.jpg");

        var read = _coco.Read();

        Assert.Equal("no faults", read.Report.Summary());
        Assert.Equal(area, read.Records.Single().Objects.Single().Area);
    }

    [Fact]
    public void A_source_is_prepared_and_comes_back_with_its_crowds_and_areas()
    {
        _coco.Train(
            CocoBuilder.File([CocoBuilder.Image(1, "a.jpg")], [CocoBuilder.Item(1, 1, 1), CocoBuilder.Item(2, 1, 2, extra: "\"iscrowd\":1,\"area\":77.25")]), "a.jpg");
        var request = new DatasetRequest
        {
            Sources = [_coco.Source],
            Splits = [new SplitRequest("train", [new SplitPart("x", ["train"])])],
            Reading = CocoBuilder.Options(),
        };

        new DatasetPreparer(_folder.At("prepared")).Prepare(request);

        using var prepared = PreparedDataset.Load(_folder.At("prepared"));
        Assert.Equal([(false, null), (true, 77.25)], prepared.Split("train").Records.Single().Objects.Select(item => (item.Crowd, item.Area)));
    }
}
