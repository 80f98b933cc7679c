using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Data.Tests.Voc;

public sealed class VocReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Several_folders_become_one_list_in_the_order_of_the_lists()
    {
        var first = new VocBuilder(_folder, "VOC2007").Image("b", VocBuilder.Item("cat")).Image("a", VocBuilder.Item("dog")).List("trainval", "b", "a");
        var second = new VocBuilder(_folder, "VOC2012").Image("a", VocBuilder.Item("cat")).List("trainval", "a");

        var result = Read([Select(first), Select(second)]);

        Assert.Equal(["VOC2007/b", "VOC2007/a", "VOC2012/a"], result.Records.Select(r => $"{r.Source}/{r.Id}"));
        Assert.Equal([1, 2, 1], result.Records.Select(r => r.Objects.Single().Label));
        Assert.Equal((100, 50), (result.Records[0].Width, result.Records[0].Height));
        Assert.Equal(first.Folder.Pictures, Path.GetDirectoryName(result.Records[0].Picture.Path));
        Assert.Equal(Path.Combine(first.Folder.Annotations, "b.xml"), result.Records[0].AnnotationPath);
        Assert.Equal(3, result.Listed);
        Assert.Empty(result.Report.Entries);
    }

    [Fact]
    public void Image_sets_may_have_flags_blank_lines_a_byte_order_mark_and_either_line_ending()
    {
        var voc = new VocBuilder(_folder, "x").ListText("trainval", "\uFEFF000001  1\r\n\r\n000002 -1\r\n  000003\t0  \nname with spaces\n");

        Assert.Equal(
            [("000001", 1), ("000002", 3), ("000003", 4), ("name with spaces", 5)],
            VocImageSet.Read(voc.Folder.ImageSetFile("trainval")));
    }

    [Fact]
    public void Boxes_stay_as_stated_with_fractions_zero_based_ones_and_any_order_of_elements()
    {
        const string AnyOrder =
            "<object><bndbox><xmax>40.75</xmax><xmin>0</xmin><ymax>51</ymax><ymin>0.5</ymin></bndbox>" +
            "<difficult>1</difficult><truncated>1</truncated><name> dog </name></object>";
        var voc = new VocBuilder(_folder, "x").Image("a", AnyOrder).List("trainval", "a");

        var item = Read([Select(voc)]).Records.Single().Objects.Single();

        // 51 is one pixel past the border of a picture 50 high: VOC counts from 1.
        Assert.Equal(new AnnotatedObject(2, new Box(0, 0.5f, 40.75f, 51), Difficult: true, Truncated: true), item);
    }

    [Fact]
    public void Parts_inside_an_object_are_not_objects()
    {
        const string Head = "<part>\n<name>head</name>\n<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox>\n</part>\n";
        var voc = new VocBuilder(_folder, "x").Image("a", VocBuilder.Item("dog", "10", "10", "40", "30", Head)).List("trainval", "a");

        var result = Read([Select(voc)]);

        Assert.Equal(new Box(10, 10, 40, 30), result.Records.Single().Objects.Single().Box);
        Assert.Empty(result.Report.Entries);
    }

    [Fact]
    public void Flags_that_are_missing_or_unspecified_are_no()
    {
        var voc = new VocBuilder(_folder, "x")
            .Image("a", VocBuilder.Item("dog", "10", "10", "40", "30", "<truncated>Unspecified</truncated>")).List("trainval", "a");

        var item = Read([Select(voc)]).Records.Single().Objects.Single();

        Assert.False(item.Difficult);
        Assert.False(item.Truncated);
    }

    [Theory]
    [InlineData("<crowd>1</crowd>", true)]
    [InlineData("<crowd>0</crowd>", false)]
    [InlineData("", false)]
    public void A_crowd_is_read_where_it_is_stated(string crowd, bool expected)
    {
        var voc = new VocBuilder(_folder, "x").Image("a", VocBuilder.Item("dog", "10", "10", "40", "30", crowd)).List("trainval", "a");

        Assert.Equal(expected, Read([Select(voc)]).Records.Single().Objects.Single().Crowd);
    }

    [Fact]
    public void A_name_that_no_file_can_have_is_a_fault()
    {
        var voc = new VocBuilder(_folder, "x").Image("a", VocBuilder.Item("dog")).List("trainval", "a", "b\0c");

        Assert.Equal("no image name", Assert.Single(Read([Select(voc)]).Report.Entries).What);
    }

    [Theory]
    [InlineData(false, new[] { "a" }, 1)]
    [InlineData(true, new[] { "a", "empty" }, 0)]
    public void Images_without_objects_are_dropped_unless_they_are_wanted(bool keep, string[] expected, int dropped)
    {
        var voc = new VocBuilder(_folder, "x").Image("a", VocBuilder.Item("dog")).Image("empty").List("trainval", "a", "empty");

        var result = Read([Select(voc)], o => o with { KeepEmpty = keep });

        Assert.Equal(expected, result.Records.Select(r => r.Id));
        Assert.Equal(dropped, result.WithoutObjects);
        Assert.Empty(result.Report.Entries);
    }

    [Fact]
    public void Other_classes_are_passed_over_on_request_even_with_a_bad_box()
    {
        var voc = new VocBuilder(_folder, "x")
            .Image("a", VocBuilder.Item("dog"), VocBuilder.Item("sofa"))
            .Image("b", VocBuilder.Item("sofa", 5, 5, 5, 5))
            .List("trainval", "a", "b");

        var result = Read([Select(voc)], o => o with { IgnoreOtherClasses = true, KeepEmpty = true });

        Assert.Equal(["a", "b"], result.Records.Select(r => r.Id));
        Assert.Equal([1, 0], result.Records.Select(r => r.Objects.Count));
        Assert.Empty(result.Report.Entries);
    }

    [Fact]
    public void A_picture_in_another_format_is_found_and_a_jpeg_wins()
    {
        var voc = new VocBuilder(_folder, "x")
            .Xml("a", VocBuilder.Annotation(VocBuilder.Item("dog"))).WithPicture("a.PNG").WithPicture("a.txt")
            .Image("b", VocBuilder.Item("dog")).WithPicture("b.bmp")
            .List("trainval", "a", "b");

        Assert.Equal(["a.PNG", "b.jpg"], Read([Select(voc)]).Records.Select(r => Path.GetFileName(r.Picture.Path)));
    }

    [Fact]
    public void Every_missing_image_set_is_named_with_those_that_exist()
    {
        var voc = new VocBuilder(_folder, "x").List("trainval").List("test");
        var bare = new VocBuilder(_folder, "y");

        var fault = Assert.Throws<MultiBoxException>(() => Read([new VocSelection(voc.Folder, ["trainvl"]), new VocSelection(bare.Folder, ["test"])]));

        Assert.Equal(
            $"{voc.Folder.ImageSetFile("trainvl")}: source 'x' has no image set 'trainvl'.\n" +
            "  Found: test, trainval. Did you mean 'trainval'?\n" +
            $"{bare.Folder.ImageSetFile("test")}: source 'y' has no image set 'test'.\n" +
            "  Found: none.",
            fault.Message);
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        var voc = new VocBuilder(_folder, "x").Image("a", VocBuilder.Item("dog")).List("trainval", "a");

        Assert.Throws<OperationCanceledException>(
            () => new VocReader(new ReadingOptions { ClassNames = ["dog"] }).Read([Select(voc)], new CancellationToken(canceled: true)));
    }

    [SkippableTheory]
    [InlineData("train", 205)]
    [InlineData("val", 87)]
    [InlineData("trainval", 292)]
    [InlineData("test", 72)]
    public void Bccd_has_its_published_splits(string imageSet, int images)
    {
        SharedData.RequireBccd();

        var result = ReadBccd([imageSet], BadDataPolicy.Drop);

        Assert.Equal(images, result.Listed);
        Assert.Equal(images, result.Records.Count);
    }

    [SkippableFact]
    public void Bccd_has_its_published_objects_but_for_two_without_area()
    {
        SharedData.RequireBccd();

        var result = ReadBccd(["trainval", "test"], BadDataPolicy.Drop);

        // 4,155 RBC, 372 WBC and 361 Platelets are annotated; two of the RBC have a box of zero size.
        Assert.Equal(364, result.Records.Count);
        var counts = result.Records.SelectMany(r => r.Objects).CountBy(o => o.Label).OrderBy(x => x.Key).Select(x => x.Value);
        Assert.Equal([4153, 372, 361], counts);
        Assert.Equal(
            ["BloodImage_00338.xml:164", "BloodImage_00343.xml:56"],
            result.Report.Entries.Select(e => $"{Path.GetFileName(e.File)}:{e.Line}").Order());
        Assert.All(result.Report.Entries, e => Assert.Equal(("the box has no area", BadDataAction.ObjectDropped), (e.What, e.Action)));
    }

    private static ReadingResult ReadBccd(string[] imageSets, BadDataPolicy policy) =>
        new VocReader(new ReadingOptions { ClassNames = ["RBC", "WBC", "Platelets"], OnBadData = policy })
            .Read([new VocSelection(new VocFolder("bccd", SharedData.Bccd), imageSets)]);

    private static VocSelection Select(VocBuilder voc) => new(voc.Folder, ["trainval"]);

    private static ReadingResult Read(IReadOnlyList<VocSelection> selections, Func<ReadingOptions, ReadingOptions>? change = null)
    {
        var options = new ReadingOptions { ClassNames = ["cat", "dog"] };
        return new VocReader(change?.Invoke(options) ?? options).Read(selections);
    }
}
