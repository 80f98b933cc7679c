using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Converting;

public sealed class DatasetConverterTests : IDisposable
{
    private static readonly byte[] Jpeg = ImageFile.EncodeJpeg(new RgbImage(100, 50, 90), 80);
    private static readonly byte[] Png = ImageFile.EncodePng(new RgbImage(100, 50, 90));
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Target => _folder.At("converted");

    [Fact]
    public void Voc_is_written_as_its_own_tools_expect_it()
    {
        Convert(ConversionFormat.Voc, [Record("a b", Jpeg, Object(2) with { Difficult = true }, Object(1) with { Crowd = true }), Record("photo 1", Png)]);

        Assert.Equal(
            ["Annotations/a b.xml", "Annotations/photo 1.xml", "ImageSets/Main/train.txt", "JPEGImages/a b.jpg", "JPEGImages/photo 1.png"], Files());
        Assert.Equal("a b\nphoto 1 1\n", Text("ImageSets/Main/train.txt"));
        Assert.Equal(
            """
            <annotation>
              <filename>a b.jpg</filename>
              <source>
                <database>x</database>
              </source>
              <size>
                <width>100</width>
                <height>50</height>
                <depth>3</depth>
              </size>
              <object>
                <name>dog</name>
                <truncated>0</truncated>
                <difficult>1</difficult>
                <bndbox>
                  <xmin>10</xmin>
                  <ymin>10.5</ymin>
                  <xmax>40</xmax>
                  <ymax>30</ymax>
                </bndbox>
              </object>
              <object>
                <name>cat</name>
                <truncated>0</truncated>
                <difficult>0</difficult>
                <crowd>1</crowd>
                <bndbox>
                  <xmin>10</xmin>
                  <ymin>10.5</ymin>
                  <xmax>40</xmax>
                  <ymax>30</ymax>
                </bndbox>
              </object>
            </annotation>
            """.ReplaceLineEndings("\n"),
            Text("Annotations/a b.xml"));
    }

    [Fact]
    public void Coco_is_written_as_its_own_tools_expect_it()
    {
        Convert(ConversionFormat.Coco, [Record("é", Jpeg), Record("b", Png, Object(2) with { Difficult = true, Truncated = true }, Object(1) with { Crowd = true })]);

        Assert.Equal(["annotations/instances_train.json", "train/b.png", "train/é.jpg"], Files());
        Assert.Equal(
            "{\"images\":[{\"id\":1,\"file_name\":\"é.jpg\",\"width\":100,\"height\":50},{\"id\":2,\"file_name\":\"b.png\",\"width\":100,\"height\":50}],"
            + "\"annotations\":["
            + "{\"id\":1,\"image_id\":2,\"category_id\":2,\"bbox\":[10,10.5,30,19.5],\"area\":585,\"iscrowd\":0,\"difficult\":1,\"truncated\":1},"
            + "{\"id\":2,\"image_id\":2,\"category_id\":1,\"bbox\":[10,10.5,30,19.5],\"area\":585,\"iscrowd\":1}],"
            + "\"categories\":[{\"id\":1,\"name\":\"cat\",\"supercategory\":\"\"},{\"id\":2,\"name\":\"dog\",\"supercategory\":\"\"}]}",
            Text("annotations/instances_train.json"));
    }

    [Fact]
    public void Yolo_is_written_as_its_own_tools_expect_it_with_attributes_only_where_there_are_any()
    {
        Convert(ConversionFormat.Yolo, [Record("a", Jpeg, Object(2), Object(1)), Record("b", Png), Record("c", Jpeg, Object(1), Object(1) with { Crowd = true })]);

        Assert.Equal(
            [
                "attributes/train/c.txt", "data.yaml", "images/train/a.jpg", "images/train/b.png", "images/train/c.jpg", "labels/train/a.txt",
                "labels/train/b.txt", "labels/train/c.txt",
            ],
            Files());
        Assert.Equal("1 0.25 0.405 0.3 0.39\n0 0.25 0.405 0.3 0.39\n", Text("labels/train/a.txt"));
        Assert.Equal("", Text("labels/train/b.txt"));
        Assert.Equal("0 0 0\n0 0 1\n", Text("attributes/train/c.txt"));
        Assert.Equal("\"train\": \"images/train\"\nnames:\n  0: \"cat\"\n  1: \"dog\"\n", Text("data.yaml"));
    }

    [Fact]
    public void Yolo_gets_a_list_where_images_do_not_come_by_name()
    {
        Convert(ConversionFormat.Yolo, [Record("b", Jpeg), Record("a", Jpeg)]);

        Assert.Equal("./images/train/b.jpg\n./images/train/a.jpg\n", Text("train.txt"));
        Assert.StartsWith("\"train\": \"train.txt\"\n", Text("data.yaml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConversionFormat.Voc)]
    [InlineData(ConversionFormat.Coco)]
    [InlineData(ConversionFormat.Yolo)]
    public void Images_of_several_sources_with_one_id_begin_with_their_source(ConversionFormat format)
    {
        Convert(
            format,
            [
                Record("1", Jpeg) with { Source = "p" }, Record("1", Jpeg) with { Source = "q" }, Record("2", Jpeg) with { Source = "q" },
                Record("A", Jpeg) with { Source = "p" }, Record("a", Jpeg) with { Source = "q" }, Record("p_1", Jpeg) with { Source = "r" },
            ]);

        Assert.Equal(["2.jpg", "p_1-2.jpg", "p_1.jpg", "p_A.jpg", "q_1.jpg", "q_a.jpg"], Pictures());
    }

    [Theory]
    [InlineData(ConversionFormat.Voc)]
    [InlineData(ConversionFormat.Coco)]
    [InlineData(ConversionFormat.Yolo)]
    public void Ids_that_no_file_can_have_are_made_so(ConversionFormat format)
    {
        Convert(format, [Record("a/b", Jpeg), Record("../c", Jpeg), Record("..", Jpeg), Record(".d", Jpeg), Record(" e\t", Jpeg), Record("f\ng\0", Jpeg), Record("a_b", Jpeg), Record("\uD800", Jpeg)]);

        Assert.Equal(["_...jpg", "_.._c.jpg", "_.d.jpg", "a_b-2.jpg", "a_b.jpg", "e_.jpg", "f_g_.jpg", "\uFFFD.jpg"], Pictures());
    }

    [Fact]
    public void The_extension_is_that_of_the_content()
    {
        var path = _folder.Write("wrong.bmp", Png);
        Convert(ConversionFormat.Coco, [Record("a", Jpeg) with { Picture = new PictureLocation(path) }]);

        Assert.Equal(["a.png"], Pictures());
        Assert.Equal(Png, File.ReadAllBytes(Path.Combine(Target, "train", "a.png")));
    }

    [Fact]
    public void Pictures_inside_of_larger_files_are_cut_out()
    {
        var path = _folder.Write("pack.bin", [1, 2, 3, .. Jpeg, 4, 5]);
        Convert(ConversionFormat.Coco, [Record("a", Jpeg) with { Picture = new PictureLocation(path, 3, Jpeg.Length) }]);

        Assert.Equal(Jpeg, File.ReadAllBytes(Path.Combine(Target, "train", "a.jpg")));
    }

    [Fact]
    public void Vocs_one_folder_keeps_different_images_of_one_id_apart_and_writes_equal_ones_once()
    {
        var (same, elsewhere) = (Record("same", Jpeg, Object(1)), Record("same", Jpeg, Object(1)));
        var (first, second) = (Record("other", Jpeg, Object(1)), Record("other", Png, Object(1)));
        var changed = Record("boxes", Jpeg, Object(1));
        new DatasetConverter(ConversionFormat.Voc).Convert(
            Target, ["cat", "dog"],
            [Split("train", same, first, changed), Split("test", elsewhere, second, changed with { Objects = [Object(2)] })]);

        Assert.Equal(["boxes.jpg", "other.jpg", "same.jpg", "test_boxes.jpg", "test_other.png"], Pictures());
        Assert.Equal("same\ntest_other\ntest_boxes\n", Text("ImageSets/Main/test.txt"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_folder_with_something_in_it_is_never_touched(bool isFile)
    {
        if (isFile) _folder.Write("converted", "mine");
        else _folder.Write("converted/notes.txt", "mine");

        var fault = Assert.Throws<MultiBoxException>(() => Convert(ConversionFormat.Voc, [Record("a", Jpeg)]));

        Assert.Equal(
            isFile
                ? $"{Target} is a file. Name another folder for the converted data set."
                : $"{Target} is not empty, and nothing in it is replaced. Remove it, or name another folder for the converted data set.",
            fault.Message);
        Assert.Equal("mine", File.ReadAllText(isFile ? Target : Path.Combine(Target, "notes.txt")));
    }

    [Fact]
    public void An_empty_folder_is_filled_and_what_an_interrupted_run_left_is_removed()
    {
        Directory.CreateDirectory(Target);
        _folder.Write(".converted.converting/JPEGImages/old.jpg", Jpeg);

        Convert(ConversionFormat.Voc, [Record("a", Jpeg)]);

        Assert.Equal(["a.jpg"], Pictures());
        Assert.Equal(["converted", "pictures"], Directory.GetDirectories(_folder.Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_full_disk_is_found_before_anything_is_written()
    {
        // 2,000 pictures of 1 MB.
        var path = _folder.Write("large.jpg", new byte[1_000_000]);
        var record = Record("a", Jpeg) with { Picture = new PictureLocation(path) };
        var split = Split("train", [.. Enumerable.Range(0, 2000).Select(i => record with { Id = $"{i}" })]);

        var fault = Assert.Throws<MultiBoxException>(() => new DatasetConverter(ConversionFormat.Voc, _ => 1_500_000_000).Convert(Target, ["cat"], [split]));

        Assert.Equal(
            $"{_folder.Root}: the converted data set needs about 2.002 GB, but only 1.500 GB are free. Free some space, or name a folder on another disk.", fault.Message);
        Assert.Equal(["pictures"], Directory.GetDirectories(_folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void Pictures_that_cannot_be_read_are_all_told_and_nothing_is_left()
    {
        var gone = Record("gone", Jpeg);
        File.Delete(gone.Picture.Path);
        var none = Record("none", "text"u8.ToArray());

        var fault = Assert.Throws<MultiBoxException>(() => Convert(ConversionFormat.Yolo, [Record("a", Jpeg), none, gone]));

        Assert.Equal(
            $"Image 'none' of 'train' cannot be converted: {none.Picture.Path}: not a picture. Expected JPEG, PNG, BMP, WebP or GIF.\n"
            + $"Image 'gone' of 'train' cannot be converted: Could not find file '{gone.Picture.Path}'.",
            fault.Message);
        Assert.Equal(["pictures"], Directory.GetDirectories(_folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void Names_that_cannot_be_written_are_told_at_once()
    {
        var split = Split("a/b", Record("a", Jpeg));

        var fault = Assert.Throws<MultiBoxException>(() => new DatasetConverter(ConversionFormat.Coco).Convert(Target, [" cat", "d\0g", ""], [split, Split("c"), Split("C")]));

        Assert.Equal(
            "Class ' cat': expected a name without white space at its ends and without control characters.\n"
            + "Class 'd\0g': expected a name without white space at its ends and without control characters.\n"
            + "Class '': expected a name without white space at its ends and without control characters.\n"
            + "Split 'a/b': expected a plain name, as it names files.\n"
            + "Split 'c' is given 2 times: expected once.",
            fault.Message);
    }

    [Fact]
    public void Stopping_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Stopper(stop);

        Assert.ThrowsAny<OperationCanceledException>(() => new DatasetConverter(ConversionFormat.Coco).Convert(
            Target, ["cat"], [Split("train", Record("a", Jpeg)), Split("test", Record("b", Jpeg))], progress, stop.Token));

        Assert.Equal(new ConversionProgress("train", 1, 1), progress.Last);
        Assert.Equal(["pictures"], Directory.GetDirectories(_folder.Root).Select(Path.GetFileName));
    }

    private static AnnotatedObject Object(int label) => new(label, new Box(10, 10.5f, 40, 30), false, false);

    private static ConversionSplit Split(string name, params ImageRecord[] records) => new(name, records, new SourcePictures(records));

    private ImageRecord Record(string id, byte[] picture, params AnnotatedObject[] objects) =>
        new(id, "x", new PictureLocation(_folder.Write(Path.Combine("pictures", $"{Guid.NewGuid():N}"), picture)), "none", 100, 50, objects);

    private void Convert(ConversionFormat format, ImageRecord[] records) => new DatasetConverter(format).Convert(Target, ["cat", "dog"], [Split("train", records)]);

    private string Text(string path) => File.ReadAllText(Path.Combine(Target, path));

    private IEnumerable<string> Files() =>
        Directory.GetFiles(Target, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Target, file).Replace('\\', '/')).Order(StringComparer.Ordinal);

    private IEnumerable<string> Pictures() =>
        Directory.GetFiles(Target, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".jpg" or ".png").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<ConversionProgress>
    {
        public ConversionProgress? Last { get; private set; }

        public void Report(ConversionProgress value)
        {
            Last = value;
            stop.Cancel();
        }
    }
}
