using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Data.Tests.Voc;

public sealed class BadDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly VocBuilder _voc;

    public BadDataTests() => _voc = new VocBuilder(_folder, "x").List("train", "a");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string, string, string, string> BadBoxes => new()
    {
        { "20", "10", "20", "30", "the box has no area", "xmin < xmax and ymin < ymax, found (20, 10, 20, 30)" },
        { "40", "10", "20", "30", "the box is inverted", "xmin < xmax and ymin < ymax, found (40, 10, 20, 30)" },
        { "10", "30", "20", "10", "the box is inverted", "xmin < xmax and ymin < ymax, found (10, 30, 20, 10)" },
        { "10", "10", "102", "30", "the box leaves the picture", "a box within 100x50, found (10, 10, 102, 30)" },
        { "-2", "10", "20", "30", "the box leaves the picture", "a box within 100x50, found (-2, 10, 20, 30)" },
        { "100", "10", "101", "30", "the box lies outside the picture", "a box within 100x50, found (100, 10, 101, 30)" },
        { "ten", "10", "20", "30", "xmin is no number", "a number of pixels, found 'ten'" },
        { "NaN", "10", "20", "30", "xmin is no number", "a number of pixels, found 'NaN'" },
        { "1,5", "10", "20", "30", "xmin is no number", "a number of pixels, found '1,5'" },
        { "", "10", "20", "30", "xmin is no number", "a number of pixels, found ''" },
    };

    [Theory]
    [MemberData(nameof(BadBoxes))]
    public void A_bad_box_is_dropped_with_its_file_and_line(string x1, string y1, string x2, string y2, string what, string rest)
    {
        _voc.Image("a", VocBuilder.Item("dog", x1, y1, x2, y2), VocBuilder.Item("cat"));

        var result = Read(BadDataPolicy.Drop);

        // Lines: the annotation, its size (4 lines), then <object>, <name>, <bndbox>, <xmin> on line 9.
        Assert.Equal([$"{Xml()}:9 {what}: expected {rest} (object dropped)."], Texts(result));
        Assert.Equal(1, Assert.Single(Assert.Single(result.Records).Objects).Label);
    }

    [Theory]
    [InlineData("40", "30", "10", "10", 10, 10, 40, 30)]
    [InlineData("-5", "-5", "140", "90", 0, 0, 100, 50)]
    public void Repair_swaps_inverted_corners_and_clips(string x1, string y1, string x2, string y2, float left, float top, float right, float bottom)
    {
        _voc.Image("a", VocBuilder.Item("dog", x1, y1, x2, y2));

        var result = Read(BadDataPolicy.Repair);

        Assert.Equal(new Box(left, top, right, bottom), result.Records.Single().Objects.Single().Box);
        Assert.Equal(BadDataAction.Repaired, Assert.Single(result.Report.Entries).Action);
    }

    [Fact]
    public void Repair_drops_what_cannot_be_mended()
    {
        _voc.Image("a", VocBuilder.Item("dog", 20, 20, 20, 20), VocBuilder.Item("dgo"), VocBuilder.Item("cat"));

        var result = Read(BadDataPolicy.Repair);

        Assert.Equal([BadDataAction.ObjectDropped, BadDataAction.ObjectDropped], result.Report.Entries.Select(e => e.Action));
        Assert.Single(result.Records.Single().Objects);
    }

    [Fact]
    public void A_missing_corner_is_found_at_its_box()
    {
        _voc.Image("a", "<object>\n<name>dog</name>\n<bndbox>\n<ymin>1</ymin>\n<xmax>5</xmax>\n<ymax>5</ymax>\n</bndbox>\n</object>\n", VocBuilder.Item("cat"));

        Assert.Equal(
            [$"{Xml()}:8 xmin is no number: expected a number of pixels, found no such element (object dropped)."], Texts(Read(BadDataPolicy.Drop)));
    }

    [Fact]
    public void An_unknown_class_is_a_fault_with_the_nearest_name()
    {
        _voc.Image("a", VocBuilder.Item("dogg"), VocBuilder.Item("cat"), VocBuilder.Item("Zebra"), "<object></object>");

        Assert.Equal(
            [
                $"{Xml()}:7 unknown class: expected one of cat, dog, found 'dogg' - did you mean 'dog'? (object dropped).",
                $"{Xml()}:25 unknown class: expected one of cat, dog, found 'Zebra' (object dropped).",
                $"{Xml()}:33 unknown class: expected one of cat, dog, found no name (object dropped).",
            ],
            Texts(Read(BadDataPolicy.Drop)).Where(text => text.Contains("unknown", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_flag_that_is_neither_0_nor_1_is_read_as_no_by_repair()
    {
        _voc.Image("a", VocBuilder.Item("dog", "10", "10", "40", "30", "<difficult>maybe</difficult>\n"), VocBuilder.Item("cat"));

        Assert.Equal([$"{Xml()}:8 difficult is no flag: expected 0 or 1, found 'maybe' (object dropped)."], Texts(Read(BadDataPolicy.Drop)));
        Assert.False(Read(BadDataPolicy.Repair).Records.Single().Objects[0].Difficult);
    }

    [Fact]
    public void A_stated_size_that_is_not_the_pictures_drops_the_image_or_is_repaired()
    {
        _voc.Image("a").Xml("a", VocBuilder.Annotation(VocBuilder.Item("dog"), width: 50, height: 100));
        const string Fault = "3 the stated size is not the picture's: expected 100x50, found 50x100";

        var dropped = Read(BadDataPolicy.Drop);
        var repaired = Read(BadDataPolicy.Repair);

        Assert.Empty(dropped.Records);
        Assert.Equal([$"{Xml()}:{Fault} (image dropped)."], Texts(dropped));
        Assert.Equal((100, 50), (repaired.Records.Single().Width, repaired.Records.Single().Height));
        Assert.Equal([$"{Xml()}:{Fault} (repaired)."], Texts(repaired));
    }

    [Fact]
    public void Missing_and_broken_files_drop_the_image()
    {
        _voc.Image("good", VocBuilder.Item("dog"))
            .WithPicture("noxml.jpg")
            .Xml("nopicture", VocBuilder.Annotation(VocBuilder.Item("dog")))
            .Image("cut").Xml("cut", "<annotation>\n<object>\n")
            .Image("other").Xml("other", "<svg/>")
            .Image("dtd").Xml("dtd", "<!DOCTYPE a [<!ENTITY b \"c\">]>\n<annotation>&b;</annotation>")
            .Image("empty").WithPicture("empty.jpg", [])
            .Image("text").WithPicture("text.jpg", "not a picture"u8.ToArray())
            .List("train", "good", "noxml", "nopicture", "cut", "other", "dtd", "empty", "text", "../good", "good");

        var result = Read(BadDataPolicy.Drop);

        var list = _voc.Folder.ImageSetFile("train");
        Assert.Equal(["good"], result.Records.Select(r => r.Id));
        Assert.Equal(
            [
                $"{list}:10 'good' is listed twice: expected each image once, found it at {list}:1 too (line skipped).",
                $"{list}:2 'noxml' has no annotation: expected {Xml("noxml")}, found no such file (image dropped).",
                $"{list}:3 'nopicture' has no picture: expected {Path.Combine(_voc.Folder.Pictures, "nopicture.jpg")}, found no such file (image dropped).",
            ],
            Texts(result).Take(3));
        Assert.Equal(
            [
                $"{Xml("cut")}:3 not an annotation", $"{Xml("other")}:1 not an annotation", $"{Xml("dtd")} not an annotation",
                $"{Path.Combine(_voc.Folder.Pictures, "empty.jpg")} unreadable picture",
                $"{Path.Combine(_voc.Folder.Pictures, "text.jpg")} unreadable picture",
                $"{list}:9 no image name",
            ],
            Texts(result).Skip(3).Select(text => text[..text.IndexOf(": expected", StringComparison.Ordinal)]));
        Assert.Contains("found the root <svg> (image dropped).", result.Report.ToText(), StringComparison.Ordinal);
        Assert.Contains("found a document type (image dropped).", result.Report.ToText(), StringComparison.Ordinal);
        Assert.Contains("found 13 bytes that are none (image dropped).", result.Report.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BadDataPolicy.Drop)]
    [InlineData(BadDataPolicy.Repair)]
    public void An_image_whose_objects_are_all_faulty_is_no_true_negative(BadDataPolicy policy)
    {
        _voc.Image("a", VocBuilder.Item("dog", 20, 20, 20, 20));

        var result = Read(policy, keepEmpty: true);

        Assert.Empty(result.Records);
        Assert.Equal([BadDataAction.ObjectDropped, BadDataAction.ImageDropped], result.Report.Entries.Select(e => e.Action));
    }

    [Fact]
    public void Fail_lists_every_fault_of_every_image()
    {
        _voc.Image("a", VocBuilder.Item("dogg"), VocBuilder.Item("cat", 5, 5, 5, 5)).Image("b", VocBuilder.Item("cat", 1, 1, 300, 5)).List("train", "a", "b");

        var result = Read(BadDataPolicy.Fail);
        var fault = Assert.Throws<MultiBoxException>(() => result.Report.ThrowIfRefused("prepared/bad-data.txt"));

        Assert.Equal(
            "The data set has 3 faults, and on_bad_data is 'fail':\n" +
            $"  {Xml()}:7 unknown class: expected one of cat, dog, found 'dogg' - did you mean 'dog'? (refused).\n" +
            $"  {Xml()}:18 the box has no area: expected xmin < xmax and ymin < ymax, found (5, 5, 5, 5) (refused).\n" +
            $"  {Xml("b")}:9 the box leaves the picture: expected a box within 100x50, found (1, 1, 300, 5) (refused).\n" +
            "All of them are listed in prepared/bad-data.txt.\n" +
            "Mend the files, or set on_bad_data to 'drop' or 'repair'.",
            fault.Message);
    }

    [Fact]
    public void A_long_list_is_cut_in_the_message_but_not_in_the_report()
    {
        _voc.Image("a", Enumerable.Repeat(VocBuilder.Item("zzz"), 60).ToArray());

        var report = Read(BadDataPolicy.Fail).Report;
        var fault = Assert.Throws<MultiBoxException>(() => report.ThrowIfRefused());

        Assert.Equal(60, report.Entries.Count);
        Assert.Contains("\n  and 10 more\n", fault.Message, StringComparison.Ordinal);
        Assert.Equal(60, report.ToText().Split("unknown class").Length - 1);
        Assert.StartsWith("60 faults: 60 refused.\n\n", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_refused_when_the_data_is_good()
    {
        _voc.Image("a", VocBuilder.Item("dog"));

        var report = Read(BadDataPolicy.Fail).Report;
        report.ThrowIfRefused();

        Assert.Equal("no faults.\n", report.ToText());
    }

    private static string[] Texts(ReadingResult result) => result.Report.Entries.Select(e => e.ToString()).ToArray();

    private string Xml(string id = "a") => Path.Combine(_voc.Folder.Annotations, id + ".xml");

    private ReadingResult Read(BadDataPolicy policy, bool keepEmpty = false) =>
        new VocReader(new ReadingOptions { ClassNames = ["cat", "dog"], OnBadData = policy, KeepEmpty = keepEmpty })
            .Read([new VocSelection(_voc.Folder, ["train"])]);
}
