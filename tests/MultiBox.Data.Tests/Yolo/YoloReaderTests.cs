using MultiBox.Boxes;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Yolo;

public sealed class YoloReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly YoloBuilder _yolo;

    public YoloReaderTests() => _yolo = new YoloBuilder(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("images/train/a.jpg", "labels/train/a.txt", null)]
    [InlineData("images/train/deep/a.jpg", "labels/train/deep/a.txt", null)]
    [InlineData("images/train/images/a.jpg", "labels/train/images/a.txt", null)]
    [InlineData("train/images/a.jpg", "train/labels/a.txt", null)]
    [InlineData("images/train2017/a.jpg", "labels/train2017/a.txt", "./images/train2017/a.jpg")]
    [InlineData("obj/a.jpg", "obj/a.txt", "obj/a.jpg")]
    [InlineData("obj/images/a.jpg", "obj/labels/a.txt", "obj\\images\\a.jpg")]
    [InlineData("images/b/images/a.jpg", "images/b/labels/a.txt", "images/b/images/a.jpg")]
    [InlineData("images/a.jpg", "images/a.txt", "images/a.jpg")]
    public void Every_usual_layout_is_read(string picture, string labels, string? list)
    {
        _yolo.With(picture).Write(labels, "1 0.25 0.4 0.3 0.4\n");
        if (list is not null) _yolo.Write("train.txt", $"\n{list}\r\n");

        var record = _yolo.Read().Records.Single();

        // The centre is (25, 20), the size 30 x 20.
        Assert.Equal([new AnnotatedObject(2, new Box(10, 10, 40, 30), Difficult: false, Truncated: false)], record.Objects);
        Assert.Equal(("a", "x", 100, 50), (record.Id, record.Source, record.Width, record.Height));
        Assert.Equal((new PictureLocation(_yolo.At(picture)), _yolo.At(labels)), (record.Picture, record.AnnotationPath));
        Assert.Contains("train", DatasetFormats.Yolo.ImageSetNames(_yolo.Root));
        Assert.Empty(DatasetFormats.Yolo.MissingParts(_yolo.Root));
    }

    [Fact]
    public void A_folder_without_pictures_or_lists_is_not_in_the_format()
    {
        _yolo.Write("README.txt", "About this data set").Write("classes.txt", "cat\ndog\n").Write("empty.txt", "\n");

        string[] missing = ["images/<set> with labels/<set>, <set>/images with <set>/labels, or <set>.txt"];
        Assert.Equal(missing, DatasetFormats.Yolo.MissingParts(_yolo.Root));
        Assert.Equal(missing, DatasetFormats.Yolo.MissingParts(_folder.At("nowhere")));
    }

    [Fact]
    public void A_missing_image_set_is_named_with_those_that_exist()
    {
        _yolo.With("images/train/a.jpg", "valid/images/b.jpg").Write("test.txt", "images/train/a.jpg");

        Assert.Equal(
            [$"{_yolo.At("images/valdi")}: source 'x' has no image set 'valdi'.\n  Found: test, train, valid. Did you mean 'valid'?"],
            SourceSelection.MissingImageSets([new SourceSelection(_yolo.Source, ["train", "test", "valid", "valdi"])]));
    }

    [Fact]
    public void Pictures_of_a_folder_come_by_name_and_those_of_a_list_in_its_order()
    {
        _yolo.Image("b", "0 .5 .5 .1 .1").Image("a", "0 .5 .5 .1 .1").Image("C", "0 .5 .5 .1 .1").With("images/train/._a.jpg").Write("images/train/notes.md", "");
        _yolo.Write("listed.txt", "images/train/b.jpg\nimages/train/a.jpg\n");

        Assert.Equal(["C", "a", "b"], _yolo.Read().Records.Select(record => record.Id));
        Assert.Equal(["b", "a"], _yolo.Read(null, "listed").Records.Select(record => record.Id));
    }

    [Theory]
    [InlineData("images/train/b.jpg\nimages/train/a.jpg\n", new[] { "b", "a" })]
    [InlineData("/home/me/images/train/b.jpg\n", new[] { "a", "b" })]
    [InlineData("Pictures from the zoo\n", new[] { "a", "b" })]
    public void A_list_of_pictures_inside_comes_before_the_folder_of_its_name(string list, string[] expected)
    {
        _yolo.Image("a", "0 .5 .5 .1 .1").Image("b", "0 .5 .5 .1 .1").Write("train.txt", list);

        Assert.Equal(expected, _yolo.Read().Records.Select(record => record.Id));
    }

    [Fact]
    public void A_polygon_becomes_the_box_around_it()
    {
        _yolo.Image("a", "0 0.1 0.2 0.4 0.2 0.3 0.6\n1 0.5 0.5 0.2 0.2\n");

        Assert.Equal(
            [new Box(10, 10, 40, 30), new Box(40, 20, 60, 30)], _yolo.Read().Records.Single().Objects.Select(item => item.Box));
    }

    [Theory]
    [InlineData("data.yaml", "path: ../x\ntrain: images/train\nnc: 3\nnames: ['bird', \"cat\", dog]\n")]
    [InlineData("data.yml", "names:\n- bird\n- cat\n- dog\nother: {deep: [1, {x: 2}]}\n")]
    [InlineData("dataset.yaml", "deep: [[1], {a: b}]\n\"names\":\n  1: cat\n  2: dog\n  0: bird\n")]
    [InlineData("classes.txt", "bird\r\ncat\r\ndog\r\n\r\n")]
    [InlineData("obj.names", "bird\ncat\ndog")]
    [InlineData("coco.names", "\nbird\ncat\ndog\n", 1)]
    public void Ids_become_classes_by_name(string file, string text, int shift = 0)
    {
        _yolo.Write(file, text).Image("a", $"{2 + shift} 0.25 0.4 0.3 0.4\n{1 + shift}.0 0.25 0.4 0.3 0.4\n");

        Assert.Equal([2, 1], _yolo.Read().Records.Single().Objects.Select(item => item.Label));
    }

    [Fact]
    public void Yaml_comes_before_lists_of_names()
    {
        _yolo.Write("data.yaml", "names: [dog, cat]").Write("classes.txt", "cat\ndog").Image("a", "0 0.25 0.4 0.3 0.4\n");

        Assert.Equal(2, _yolo.Read().Records.Single().Objects.Single().Label);
        Assert.Contains(_yolo.At("data.yaml"), DatasetFormats.Yolo.Watched(_yolo.Root));
    }

    [Theory]
    [InlineData(false, new[] { "a" }, 2)]
    [InlineData(true, new[] { "a", "empty", "none" }, 0)]
    public void A_missing_or_empty_file_of_labels_is_an_image_without_objects(bool keep, string[] expected, int dropped)
    {
        _yolo.Image("a", "0 0.25 0.4 0.3 0.4").Image("empty", " \n").Image("none", null);

        var result = _yolo.Read(YoloBuilder.Options() with { KeepEmpty = keep });

        Assert.Equal(expected, result.Records.Select(record => record.Id));
        Assert.Equal((3, dropped), (result.Listed, result.WithoutObjects));
        Assert.Empty(result.Report.Entries);
        if (keep) Assert.Equal(_yolo.At("images/train/none.jpg"), result.Records[2].AnnotationPath);
    }

    [Fact]
    public void Other_classes_are_passed_over_on_request_even_with_a_bad_box()
    {
        _yolo.Write("data.yaml", "names: [cat, sofa]").Image("a", "0 0.25 0.4 0.3 0.4\n1 0.5 0.5 0 0\n");

        var named = _yolo.Read(YoloBuilder.Options() with { IgnoreOtherClasses = true });
        File.Delete(_yolo.At("data.yaml"));
        _yolo.Image("a", "0 0.25 0.4 0.3 0.4\n2 0.5 0.5 0 0\n");
        var unnamed = _yolo.Read(YoloBuilder.Options() with { IgnoreOtherClasses = true });

        Assert.All([named, unnamed], result => Assert.Single(result.Records.Single().Objects));
        Assert.All([named, unnamed], result => Assert.Empty(result.Report.Entries));
    }

    [Theory]
    [InlineData("images/train/a.jpg", "labels/train/a.txt", "attributes/train/a.txt", null)]
    [InlineData("train/images/a.jpg", "train/labels/a.txt", "train/attributes/a.txt", null)]
    [InlineData("p/images/a.jpg", "p/labels/a.txt", "p/attributes/a.txt", "p/images/a.jpg")]
    public void Attributes_are_read_beside_the_labels(string picture, string labels, string attributes, string? list)
    {
        _yolo.With(picture).Write(labels, "0 0.25 0.4 0.3 0.4\n1 0.25 0.4 0.3 0.4\n0 0.25 0.4 0.3 0.4\n").Write(attributes, "1 0 0\n0 1 0\n\n0 0 1\n");
        if (list is not null) _yolo.Write("train.txt", list);

        Assert.Equal(
            ["1 True False False", "2 False True False", "1 False False True"],
            _yolo.Read().Records.Single().Objects.Select(item => $"{item.Label} {item.Difficult} {item.Truncated} {item.Crowd}"));
    }

    [Fact]
    public void Exact_corners_hold_as_long_as_they_give_the_box()
    {
        // In fractions nothing is left of a ten-millionth of a pixel beside a hundred of them.
        var box = new Box(1e-7f, 10, 100, 20);
        var (x, y, width, height) = YoloBox.FromCorners(box, 100, 50);
        Assert.NotEqual(box, YoloBox.ToCorners(x, y, width, height, 100, 50));
        _yolo.Image("a", FormattableString.Invariant($"0 {x:R} {y:R} {width:R} {height:R}\n0 0.25 0.4 0.3 0.4"));
        _yolo.Write("attributes/train/a.txt", "0 0 0 1E-07 10 100 20\n0 0 0 1E-07 10 100 20\n");

        Assert.Equal([box, new Box(10, 10, 40, 30)], _yolo.Read().Records.Single().Objects.Select(item => item.Box));
    }

    [Fact]
    public void Images_of_the_same_name_in_several_folders_keep_apart()
    {
        const string Label = "0 0.25 0.4 0.3 0.4";
        _yolo.Image("p/1", Label).Image("q/1", Label).Image("q/2", Label).With("images/val/2.jpg").Write("labels/val/2.txt", Label);

        Assert.Equal(["p/1", "q/1", "2"], _yolo.Read().Records.Select(record => record.Id));
        Assert.Equal(["p/1", "q/1", "q/2", "2"], _yolo.Read(null, "train", "val").Records.Select(record => record.Id));
    }

    [Fact]
    public void Names_with_spaces_and_letters_of_any_script_are_found()
    {
        _yolo.Write("data.yaml", "names: [\"ma\\u010dka\", 'big dog']\n").Image("日本 1", "1 0.25 0.4 0.3 0.4").Image("ça va", "0 0.25 0.4 0.3 0.4");

        var result = _yolo.Read(new ReadingOptions { ClassNames = ["mačka", "big dog"] });

        Assert.Equal(["ça va 1", "日本 1 2"], result.Records.Select(record => $"{record.Id} {record.Objects.Single().Label}"));
    }

    [Fact]
    public void A_picture_of_several_image_sets_counts_once()
    {
        _yolo.Image("a", "0 0.25 0.4 0.3 0.4").Write("more.txt", "images/train/a.jpg\n./images/train/a.jpg\n");

        var result = _yolo.Read(null, "train", "more");

        Assert.Single(result.Records);
        Assert.Equal(
            [
                $"{_yolo.At("more.txt")}:1 'images/train/a.jpg' is listed twice: expected each image once, found it at {_yolo.At("images/train/a.jpg")} too (line skipped).",
                $"{_yolo.At("more.txt")}:2 'images/train/a.jpg' is listed twice: expected each image once, found it at {_yolo.At("images/train/a.jpg")} too (line skipped).",
            ],
            result.Report.Entries.Select(entry => entry.ToString()));
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        _yolo.Image("a", "0 0.25 0.4 0.3 0.4");

        Assert.ThrowsAny<OperationCanceledException>(() => DatasetFormats.Yolo.Read(_yolo.Source, ["train"], YoloBuilder.Options(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_source_is_prepared_and_a_new_picture_outdates_it()
    {
        _yolo.Image("a", "0 0.25 0.4 0.3 0.4").Image("b", null);
        var request = new DatasetRequest
        {
            Sources = [_yolo.Source],
            Splits = [new SplitRequest("train", [new SplitPart("x", ["train"])])],
            Reading = YoloBuilder.Options() with { KeepEmpty = true },
        };

        using var prepared = new DatasetPreparer(_folder.At("prepared")).Prepare(request);
        Assert.Equal(["a", "b"], prepared.Split("train").Records.Select(record => record.Id));
        Assert.Empty(prepared.ChangedSources());
        _yolo.Image("c", "0 0.25 0.4 0.3 0.4");

        Assert.Contains($"changed: {_yolo.At("images/train")}", prepared.ChangedSources());
    }
}
