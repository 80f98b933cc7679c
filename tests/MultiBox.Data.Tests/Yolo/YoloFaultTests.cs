using System.Text;
using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Yolo;

public sealed class YoloFaultTests : IDisposable
{
    private const string Good = "0 0.25 0.4 0.3 0.4";

    private const string NotALabel =
        "not a label: expected a class id with x y width height, or with a polygon of 3 points or more, as fractions of the picture, found";

    private readonly TemporaryFolder _folder = new();
    private readonly YoloBuilder _yolo;

    public YoloFaultTests() => _yolo = new YoloBuilder(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0 0.5 0.5 0 0.4", "the box has no area: expected a width and a height above 0, found the corners (50, 15, 50, 35)")]
    [InlineData("0 0.5 0.5 -0.2 0.4", "the box is inverted: expected a width and a height above 0, found the corners (60, 15, 40, 35)")]
    [InlineData("0 1.0 0.5 0.1 0.4", "the box leaves the picture: expected a box within 100x50, found the corners (95, 15, 105, 35)")]
    [InlineData("0 1.5 0.5 0.1 0.4", "the box lies outside the picture: expected a box within 100x50, found the corners (145, 15, 155, 35)")]
    [InlineData("0 320 240 50 50", NotALabel + " '320'")]
    [InlineData("0 0.5 0.5 NaN 0.4", NotALabel + " 'NaN'")]
    [InlineData("0 0.5 0.5 1e999 0.4", NotALabel + " '1e999'")]
    [InlineData("0 0.5 0,5 0.1 0.4", NotALabel + " '0,5'")]
    [InlineData("cat 0.5 0.5 0.1 0.4", NotALabel + " 'cat'")]
    [InlineData("-1 0.5 0.5 0.1 0.4", NotALabel + " '-1'")]
    [InlineData("0.5 0.5 0.5 0.1 0.4", NotALabel + " '0.5'")]
    [InlineData("99999999999 0.5 0.5 0.1 0.4", NotALabel + " '99999999999'")]
    [InlineData("0 0.5 0.5 0.1", NotALabel + " 4 numbers")]
    [InlineData("0", NotALabel + " one number")]
    [InlineData("0 0.5 0.5 0.1 0.4 0.9", NotALabel + " 6 numbers")]
    [InlineData("0 0.1 0.1 0.2 0.2 0.3 0.3 0.4", NotALabel + " 8 numbers")]
    [InlineData("2 0.5 0.5 0.1 0.4", "unknown class: expected an id below 2, the number of classes, as no file names them, found 2")]
    public void A_bad_label_is_dropped_with_its_file_and_line(string line, string expected)
    {
        _yolo.Image("a", $"{Good}\n{line}\n");

        var result = _yolo.Read();

        Assert.Equal([$"{_yolo.At("labels/train/a.txt")}:2 {expected} (object dropped)."], Texts(result));
        Assert.Single(result.Records.Single().Objects);
    }

    [Fact]
    public void Classes_that_are_not_the_experiments_are_told_by_name()
    {
        _yolo.Write("data.yaml", "names: {0: cat, 1: dogg, 5: ''}").Image("a", $"{Good}\n1 .5 .5 .1 .1\n5 .5 .5 .1 .1\n3 .5 .5 .1 .1\n");

        var labels = _yolo.At("labels/train/a.txt");
        Assert.Equal(
            [
                $"{labels}:2 unknown class: expected one of cat, dog, found 'dogg' - did you mean 'dog'? (object dropped).",
                $"{labels}:3 unknown class: expected one of cat, dog, found no name (object dropped).",
                $"{labels}:4 unknown class: expected an id that data.yaml names, found 3 (object dropped).",
            ],
            Texts(_yolo.Read()));
    }

    [Fact]
    public void Repair_swaps_and_clips()
    {
        _yolo.Image("a", "0 0.25 0.4 -0.3 -0.4\n0 0.5 0.5 1.5 1.5\n0 0.5 0.5 0 0\n");

        var result = _yolo.Read(YoloBuilder.Options(BadDataPolicy.Repair));

        Assert.Equal([new Box(10, 10, 40, 30), new Box(0, 0, 100, 50)], result.Records.Single().Objects.Select(item => item.Box));
        Assert.Equal([BadDataAction.Repaired, BadDataAction.Repaired, BadDataAction.ObjectDropped], result.Report.Entries.Select(entry => entry.Action));
    }

    [Fact]
    public void Fail_refuses_every_fault()
    {
        _yolo.Image("a", "0 1\n").Image("b", "7 .5 .5 .1 .1\n");

        var fault = Assert.Throws<MultiBoxException>(() => _yolo.Read(YoloBuilder.Options(BadDataPolicy.Fail)).Report.ThrowIfRefused());

        Assert.StartsWith("The data set has 2 faults, and on_bad_data is 'fail':\n", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_whose_objects_are_all_faulty_is_no_true_negative()
    {
        _yolo.Image("a", "0 1\n");

        var result = _yolo.Read(YoloBuilder.Options() with { KeepEmpty = true });

        Assert.Empty(result.Records);
        Assert.Equal($"{_yolo.At("labels/train/a.txt")} no valid object is left: expected at least one, found faulty ones only (image dropped).", Texts(result)[1]);
    }

    [Fact]
    public void Lines_of_a_list_that_lead_nowhere_or_out_are_told()
    {
        _yolo.Image("a", Good).Write("listed.txt", "images/train/gone.jpg\n../yolo/images/train/a.jpg\n/etc/passwd\nimages/train/a.jpg\nimages/train/\n");
        _folder.Write("yolo/images/train/text.jpg", "no picture");

        var result = _yolo.Read(null, "listed", "train");

        Assert.Equal(["a"], result.Records.Select(record => record.Id));
        var list = _yolo.At("listed.txt");
        Assert.Equal(
            [
                $"{list}:2 the picture lies outside the source's folder: expected a path inside it, found '../yolo/images/train/a.jpg' (image dropped).",
                $"{list}:3 the picture lies outside the source's folder: expected a path inside it, found '/etc/passwd' (image dropped).",
                $"{list}:5 the picture lies outside the source's folder: expected a path inside it, found 'images/train/' (image dropped).",
                $"{_yolo.At("images/train/a.jpg")} 'a.jpg' is listed twice: expected each image once, found it at {list}:4 too (line skipped).",
                $"{list}:1 no such picture: expected {_yolo.At("images/train/gone.jpg")}, found no such file (image dropped).",
                $"{_yolo.At("images/train/text.jpg")} unreadable picture: expected a JPEG, PNG, BMP, WebP or GIF file, found 10 bytes that are none (image dropped).",
            ],
            Texts(result));
    }

    [Theory]
    [InlineData("1 0 0\n", " lines are missing: expected a line for each of 2 objects, found 1")]
    [InlineData("1 0 0\n0 0 0\n0 0 0\n", ":3 a line too many: expected a line for each of 2 objects, found more")]
    [InlineData("1 0 0\n0 0\n", ":2 not the attributes of an object: expected difficult truncated crowd, each 0 or 1, found '0 0'")]
    [InlineData("1 0 2\n0 0 0\n", ":1 not the attributes of an object: expected difficult truncated crowd, each 0 or 1, found '1 0 2'")]
    [InlineData("1 0 0 1 2 3 x\n0 0 0\n", ":1 not the attributes of an object: expected difficult truncated crowd, each 0 or 1, found '1 0 0 1 2 3 x'")]
    public void Attributes_that_do_not_fit_drop_the_image_or_are_passed_over_by_repair(string attributes, string expected)
    {
        _yolo.Image("a", $"{Good}\n{Good}\n").Write("attributes/train/a.txt", attributes);

        var dropped = _yolo.Read();
        var repaired = _yolo.Read(YoloBuilder.Options(BadDataPolicy.Repair));

        Assert.Empty(dropped.Records);
        Assert.Equal([$"{_yolo.At("attributes/train/a.txt")}{expected} (image dropped)."], Texts(dropped));
        Assert.Equal([$"{_yolo.At("attributes/train/a.txt")}{expected} (repaired)."], Texts(repaired));
        Assert.All(repaired.Records.Single().Objects, item => Assert.False(item.Difficult));
    }

    [Theory]
    [InlineData("names: [cat, [dog]]", "1 an entry of 'names' is no text")]
    [InlineData("nc: 2\nnames: cat", "2 'names' is neither a list nor a map")]
    [InlineData("a: 1\nnames:\n  0: cat\n  x: dog\n", "4 an id in 'names' is no whole number: 'x'")]
    [InlineData("names:\n  0: cat\n  0: dog\n", "3 the id 0 is given twice in 'names'")]
    [InlineData("nc: 2\n", "1 has no 'names'. Expected a list of the classes' names")]
    [InlineData("- cat\n- dog\n", "1 expected a map with 'names'")]
    [InlineData("", "1 expected a map with 'names'")]
    [InlineData("a: 1\nnames: [cat, dog\n", "3 not YAML: While parsing a flow sequence, did not find expected ',' or ']'")]
    [InlineData("a: [1\nb: 2\n", "2 not YAML: a '[', '{' or quote before this place is not closed")]
    [InlineData("names: *cat\n", "1 'names' is neither a list nor a map")]
    public void Names_that_cannot_be_read_stop_the_reading(string yaml, string expected)
    {
        _yolo.Write("data.yaml", yaml).Image("a", Good);

        var fault = Assert.Throws<MultiBoxException>(() => _yolo.Read());

        Assert.Equal($"{_yolo.At("data.yaml")}:{expected}. Mend the file.", fault.Message);
    }

    [Fact]
    public void Depth_length_and_number_of_faults_are_limited()
    {
        _yolo.Image("a", Good).Write("data.yaml", "x: " + new string('[', 500_000));
        Assert.Equal($"{_yolo.At("data.yaml")}:1 nested too deeply. Mend the file.", Message());
        _yolo.Write("data.yaml", "x: " + new string('y', 2 << 20));
        Assert.Equal($"{_yolo.At("data.yaml")}: has more than the 1048576 bytes that are read. Mend the file.", Message());
        File.Delete(_yolo.At("data.yaml"));

        _yolo.Image("a", string.Concat(Enumerable.Repeat("x\n", 5000))).Image("b", new string('1', 2 << 20)).Image("c", new string('\n', 17 << 20));
        var texts = Texts(_yolo.Read());
        Assert.Equal(103, texts.Length);
        Assert.Equal($"{_yolo.At("labels/train/a.txt")}:101 not a file of labels: expected lines of a class and a box, found over 100 others (image dropped).", texts[100]);
        Assert.Equal(
            $"{_yolo.At("labels/train/b.txt")} unreadable labels: expected a readable file of text, found {_yolo.At("labels/train/b.txt")}:1 a line of over 1048576 characters: this is no such list. Mend the file (image dropped).",
            texts[101]);
        Assert.StartsWith($"{_yolo.At("labels/train/c.txt")} unreadable labels: ", texts[102], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("labels/train/a.txt", "0 0.25 0.4 0.3 0.4\n1 0.1 0.2 0.4 0.2 0.3 0.6\n")]
    [InlineData("attributes/train/a.txt", "0 1 0 1 2 3 4\n1 0 0\n")]
    [InlineData("data.yaml", "a: &b [1, {x: 2}]\nnames: ['cat', \"d\\x6fg\"]\nc: |\n  text\n")]
    [InlineData("classes.txt", "cat\ndog\n")]
    [InlineData("train.txt", "images/train/a.jpg\n./b.jpg\n")]
    public void Damage_anywhere_gives_records_or_a_fault_but_nothing_else(string file, string text)
    {
        _yolo.Image("a", "0 0.25 0.4 0.3 0.4\n1 0.1 0.2 0.4 0.2 0.3 0.6\n").Write(file, text);
        if (file == "train.txt") Directory.Move(_yolo.At("images/train"), _yolo.At("images/moved"));
        var bytes = Encoding.UTF8.GetBytes(text);
        var random = new Random(5);
        for (var i = 0; i < bytes.Length * 4; i++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var hits = random.Next(4); hits >= 0; hits--) damaged[random.Next(bytes.Length)] = (byte)random.Next(256);
            _folder.Write(Path.Combine("yolo", file), i < bytes.Length ? bytes[..i] : damaged);
            var failure = Record.Exception(() => _yolo.Read());
            if (failure is not null) Assert.IsType<MultiBoxException>(failure);
        }
    }

    private static string[] Texts(ReadingResult result) => result.Report.Entries.Select(entry => entry.ToString()).ToArray();

    private string Message() => Assert.Throws<MultiBoxException>(() => _yolo.Read()).Message;
}
