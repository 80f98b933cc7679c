using MultiBox.Abstractions;
using MultiBox.Data.Tests.Voc;
using static MultiBox.Data.Tests.RecordIo.RecordIoBuilder;

namespace MultiBox.Data.Tests.RecordIo;

public sealed class RecordIoBadDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Rec => _folder.At("train.rec");

    public static TheoryData<byte[], string> BadPayloads => new()
    {
        { [], "the record is too short: expected a header of 24 bytes, found 0 bytes" },
        { new byte[23], "the record is too short: expected a header of 24 bytes, found 23 bytes" },
        { Payload(0, 3, 1, [], Picture), "no boxes are packed: expected header width, object width and objects, found the single label 3" },
        { Payload(1, 0, 1, [3], Picture), "no boxes are packed: expected header width, object width and objects, found 1 number" },
        { Payload(uint.MaxValue, 0, 1, [], new byte[400]), "the label is longer than it can be: expected at most 100 numbers, found 4294967295" },
        { Payload(101, 0, 1, [], new byte[403]), "the label is longer than it can be: expected at most 100 numbers, found 101" },
        { Payload(7, 0, 1, [1, 5, 0, 0, 0, 1, 1], Picture), "no header width: expected a number from 2 to 7, found 1" },
        { Payload(7, 0, 1, [8, 5, 0, 0, 0, 1, 1], Picture), "no header width: expected a number from 2 to 7, found 8" },
        { Payload(7, 0, 1, [float.NaN, 5, 0, 0, 0, 1, 1], Picture), "no header width: expected a number from 2 to 7, found NaN" },
        { Payload(6, 0, 1, [2, 4, 0, 0, 1, 1], Picture), "no object width: expected a number from 5 on, found 4" },
        { Payload(7, 0, 1, [2, 5.5f, 0, 0, 0, 1, 1], Picture), "no object width: expected a number from 5 on, found 5.5" },
        { Payload(7, 0, 1, [2, float.PositiveInfinity, 0, 0, 0, 1, 1], Picture), "no object width: expected a number from 5 on, found Infinity" },
        { Payload(8, 0, 1, [2, 5, 0, 0, 0, 1, 1, 9], Picture), "the label does not fit its widths: expected 2 numbers and 5 an object, found 8 numbers" },
        { Payload(7, 0, 1, [2, 5, 0, 0, 0, 1, 1], []), "unreadable picture: expected a JPEG, PNG, BMP, WebP or GIF file, found no bytes" },
        { Payload(7, 0, 1, [2, 5, 0, 0, 0, 1, 1], "no picture"u8.ToArray()), "unreadable picture: expected a JPEG, PNG, BMP, WebP or GIF file, found 10 bytes that are none" },
        { Payload(7, 0, 1, [2, 5, 0, 0, 0, 1, 1], Huge()), "the picture is too large: expected at most 100 million pixels, found 60000x60000" },
    };

    [Theory]
    [MemberData(nameof(BadPayloads))]
    public void A_record_that_cannot_be_used_is_dropped_with_its_number_and_offset(byte[] payload, string what)
    {
        var builder = new RecordIoBuilder().Objects(1, Item(0)).Record(payload).Objects(2, Item(1));
        builder.Write(_folder, "train");

        var dropped = Read(BadDataPolicy.Drop);
        var repaired = Read(BadDataPolicy.Repair);
        var failed = Read(BadDataPolicy.Fail);

        var text = $"{Rec} record 2 (offset {builder.Offsets[1]}): {what}";
        Assert.Equal([text + " (image dropped)."], Texts(dropped));
        Assert.Equal([text + " (image dropped)."], Texts(repaired));
        Assert.Equal([text + " (refused)."], Texts(failed));
        Assert.Equal(["1", "2"], dropped.Records.Select(image => image.Id));
        Assert.Equal(3, dropped.Listed);
    }

    public static TheoryData<float[], string> BadObjects => new()
    {
        { [2, 0.1f, 0.1f, 0.5f, 0.5f, 0], "no class id: expected 0 to 1, a position in the experiment's classes, found 2" },
        { [-1, 0.1f, 0.1f, 0.5f, 0.5f, 0], "no class id: expected 0 to 1, a position in the experiment's classes, found -1" },
        { [0.5f, 0.1f, 0.1f, 0.5f, 0.5f, 0], "no class id: expected 0 to 1, a position in the experiment's classes, found 0.5" },
        { [float.NaN, 0.1f, 0.1f, 0.5f, 0.5f, 0], "no class id: expected 0 to 1, a position in the experiment's classes, found NaN" },
        { [1e20f, 0.1f, 0.1f, 0.5f, 0.5f, 0], "no class id: expected 0 to 1, a position in the experiment's classes, found 1E+20" },
        { [1, 0.5f, 0.25f, 0.5f, 0.5f, 0], "the box has no area: expected xmin < xmax and ymin < ymax, found (50, 12.5, 50, 25)" },
        { [1, 0.75f, 0.25f, 0.5f, 0.5f, 0], "the box is inverted: expected xmin < xmax and ymin < ymax, found (75, 12.5, 50, 25)" },
        { [1, 0.25f, 0.25f, 1.5f, 0.5f, 0], "the box leaves the picture: expected a box within 100x50, found (25, 12.5, 150, 25)" },
        { [1, 2, 2, 3, 3, 0], "the box lies outside the picture: expected a box within 100x50, found (200, 100, 300, 150)" },
        { [1, float.NaN, 0.25f, 0.5f, 0.5f, 0], "a corner is no number: expected 0 to 1, a part of the picture's size, found NaN" },
        { [1, 0.25f, 0.25f, 0.5f, float.NegativeInfinity, 0], "a corner is no number: expected 0 to 1, a part of the picture's size, found -Infinity" },
        { [1, 0.25f, 0.25f, 3e37f, 0.5f, 0], "a corner is no number: expected 0 to 1, a part of the picture's size, found 3E+37" },
        { [1, 0.25f, 0.25f, 0.5f, 0.5f, 0.5f], "difficult is no flag: expected 0 or 1, found '0.5'" },
    };

    [Theory]
    [MemberData(nameof(BadObjects))]
    public void A_bad_object_is_dropped_with_its_record_and_its_number(float[] item, string what)
    {
        var builder = new RecordIoBuilder().Objects(1, Item(0)).Objects(2, Item(0), item);
        builder.Write(_folder, "train");

        var result = Read(BadDataPolicy.Drop);

        var text = $"{Rec} record 2 (offset {builder.Offsets[1]}), object 2: {what}";
        Assert.Equal([text + " (object dropped)."], Texts(result));
        Assert.Equal([1, 1], result.Records.Select(image => image.Objects.Count));
        Assert.Equal([text + " (refused)."], Texts(Read(BadDataPolicy.Fail)));
    }

    [Fact]
    public void Repair_mends_boxes_as_it_does_for_voc()
    {
        new RecordIoBuilder().Objects(0, Item(0, 0.5f, 0.25f, 0.25f, 0.5f), Item(1, 0.5f, 0.5f, 3, 3)).Write(_folder, "train");

        var result = Read(BadDataPolicy.Repair);

        Assert.Equal([new(25, 12.5f, 50, 25), new(50, 25, 100, 50)], result.Records.Single().Objects.Select(item => item.Box));
        Assert.All(result.Report.Entries, entry => Assert.Equal(BadDataAction.Repaired, entry.Action));
    }

    [Fact]
    public void An_id_past_the_names_beside_the_file_is_told_with_them()
    {
        new RecordIoBuilder().Objects(0, Item(0), Item(1)).Write(_folder, "train");
        var names = _folder.Write("train.names", "cat\n");

        Assert.Equal([$"{Rec} record 1 (offset 0), object 2: no class id: expected 0 to 0, a position in {names}, found 1 (object dropped)."], Texts(Read(BadDataPolicy.Drop)));
    }

    [Fact]
    public void A_name_beside_the_file_that_the_experiment_lacks_is_told_with_the_nearest()
    {
        new RecordIoBuilder().Objects(0, Item(0), Item(1)).Write(_folder, "train");
        _folder.Write("train.names", "cat\ndogg\n");

        Assert.Equal(
            [$"{Rec} record 1 (offset 0), object 2: unknown class: expected one of cat, dog, found 'dogg' - did you mean 'dog'? (object dropped)."],
            Texts(Read(BadDataPolicy.Drop)));
    }

    [Fact]
    public void An_image_whose_objects_are_all_faulty_is_no_true_negative()
    {
        new RecordIoBuilder().Objects(0, Item(7)).Write(_folder, "train");

        var result = Read(BadDataPolicy.Drop, keepEmpty: true);

        Assert.Empty(result.Records);
        Assert.Equal($"{Rec} record 1 (offset 0): no valid object is left: expected at least one, found faulty ones only (image dropped).", Texts(result)[1]);
    }

    [Fact]
    public void Fail_lists_every_fault()
    {
        new RecordIoBuilder().Objects(0, Item(7), Item(8)).Record([]).Write(_folder, "train");
        _folder.Write("train.idx", "0\t4\n");

        var fault = Assert.Throws<MultiBoxException>(() => Read(BadDataPolicy.Fail).Report.ThrowIfRefused());

        Assert.StartsWith("The data set has 4 faults, and on_bad_data is 'fail':\n", fault.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, int, string, string> WrongIndexes => new()
    {
        { "0\t0\n1\t{1}\n", 0, "the record at offset {2}", "no line of it" },
        { "", 0, "the record at offset 0", "no line of it" },
        { "0\t{1}\n2\t{2}\n", 1, "the record at offset 0", "offset {1}" },
        { "0\t0\n1\t{1}\n2\t{2}\n3\t{2}\n", 4, "the record at offset {end}", "offset {2}" },
        { "0\t0\n1\t{1}\n2\t{2}\n3\t{end}\n", 4, "the record at offset {end}", "no record" },
        { "0\t0\n1\t{1}\n2\t{2}\n3\t9000000000000000000\n", 4, "the record at offset {end}", "offset 9000000000000000000" },
        { "0\t0\n1\t4\n2\t{2}\n", 2, "the record at offset {1}", "offset 4" },
        { "0\t0\n\n1 {1}\n", 3, "a key, a tab and an offset", "'1 {1}'" },
        { "0\t0\n1\t-4\n", 2, "a key, a tab and an offset", "'1\t-4'" },
        { "0\t0\n1\t99999999999999999999\n", 2, "a key, a tab and an offset", "'1\t99999999999999999999'" },
    };

    [Theory]
    [MemberData(nameof(WrongIndexes))]
    public void A_wrong_index_is_told_and_the_records_are_searched_for(string index, int line, string expected, string found)
    {
        var builder = new RecordIoBuilder().Objects(0, Item(0)).Objects(1, Item(0)).Objects(2, Item(0));
        builder.Write(_folder, "train");
        var path = _folder.Write("train.idx", Fill(index));

        var result = Read(BadDataPolicy.Drop);

        var place = line == 0 ? path : $"{path}:{line}";
        Assert.Equal(
            [$"{place} the index is wrong, so the records are searched for: expected {Fill(expected)}, found {Fill(found)} (line skipped)."], Texts(result));
        Assert.Equal(["0", "1", "2"], result.Records.Select(image => image.Id));

        string Fill(string text) => text
            .Replace("{1}", $"{builder.Offsets[1]}", StringComparison.Ordinal)
            .Replace("{2}", $"{builder.Offsets[2]}", StringComparison.Ordinal)
            .Replace("{end}", $"{builder.Bytes.Length}", StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_are_none_of_a_list_are_told()
    {
        new RecordIoBuilder().Objects(1, Item(0)).Objects(2, Item(0)).Write(_folder, "train");
        var list = _folder.Write("train.lst", $"1\t0\ta.jpg\n\n2 b.jpg\nx\t0\tb.jpg\n2\t0\t\n{new string('y', 50)}\n");

        var result = Read(BadDataPolicy.Drop);

        Assert.Equal(["a", "2"], result.Records.Select(image => image.Id));
        Assert.Equal(
            [
                $"{list}:3 no line of a list: expected index, labels and path with tabs between them, found '2 b.jpg' (line skipped).",
                $"{list}:4 no line of a list: expected index, labels and path with tabs between them, found 'x\t0\tb.jpg' (line skipped).",
                $"{list}:5 no line of a list: expected index, labels and path with tabs between them, found '2\t0\t' (line skipped).",
                $"{list}:6 no line of a list: expected index, labels and path with tabs between them, found '{new string('y', 40)}...' (line skipped).",
            ],
            Texts(result));
    }

    [Fact]
    public void A_list_in_one_endless_line_is_refused()
    {
        new RecordIoBuilder().Objects(1, Item(0)).Write(_folder, "train");
        var list = _folder.Write("train.lst", "1\t0\ta.jpg\n" + new string('1', (1 << 20) + 1));

        Assert.Equal(
            $"{list}:2: the line is too long: expected at most 1048576 characters. It is no such list.",
            Assert.Throws<MultiBoxException>(() => Read(BadDataPolicy.Drop)).Message);
    }

    private static byte[] Huge()
    {
        // The frame header: FF C0, length, precision, height, width.
        byte[] picture = [.. Picture];
        var frame = picture.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (picture[frame + 5], picture[frame + 6], picture[frame + 7], picture[frame + 8]) = (0xEA, 0x60, 0xEA, 0x60);
        return picture;
    }

    private static string[] Texts(ReadingResult result) => [.. result.Report.Entries.Select(entry => entry.ToString())];

    private ReadingResult Read(BadDataPolicy policy, bool keepEmpty = false) => DatasetFormats.RecordIo.Read(
        new SourceFolder("x", DatasetFormats.RecordIo, _folder.Root), ["train"],
        new ReadingOptions { ClassNames = ["cat", "dog"], OnBadData = policy, KeepEmpty = keepEmpty });
}
