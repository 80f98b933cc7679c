using System.Buffers.Binary;
using MultiBox.Data.Tests.Voc;
using static MultiBox.Data.Tests.RecordIo.RecordIoBuilder;

namespace MultiBox.Data.Tests.RecordIo;

/// <summary>Files that are not what dmlc's writer leaves: every fault is told, and what is whole is still read.</summary>
public sealed class RecordIoDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordIoBuilder _builder = new();

    public void Dispose() => _folder.Dispose();

    private string Rec => _folder.At("train.rec");

    [Fact]
    public void An_empty_file_holds_no_record() =>
        Check([], ["record 1 (offset 0): no record: expected at least one, found an empty file"]);

    [Fact]
    public void A_file_of_something_else_holds_no_record()
    {
        _builder.Raw(new byte[1000]);

        Check([], ["record 1 (offset 0): no record: expected the magic 0xced7230a and a length at offset 0, found 0x00000000"]);
    }

    [Theory]
    [InlineData(1, "1 bytes up to the end of the file")]
    [InlineData(4, "4 bytes up to the end of the file")]
    [InlineData(8, "0x00000000")]
    [InlineData(100_000, "0x00000000")]
    public void Zeros_behind_the_last_record_are_told(int count, string found)
    {
        _builder.Objects(1, Item(0)).Objects(2, Item(1)).Raw(new byte[count]);
        var end = _builder.Bytes.Length - count;

        Check(["1", "2"], [$"record 3 (offset {end}): no record: expected the magic 0xced7230a and a length at offset {end}, found {found}"]);
    }

    [Fact]
    public void Bytes_between_records_are_passed_over()
    {
        _builder.Objects(1, Item(0)).Raw(Enumerable.Repeat((byte)0xAB, 70_000).ToArray()).Objects(2, Item(1));
        var end = _builder.Bytes.Length - 70_000 - (int)(_builder.Bytes.Length - _builder.Offsets[1]);

        Check(["1", "2"], [$"record 2 (offset {end}): no record: expected the magic 0xced7230a and a length at offset {end}, found 0xabababab"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void A_cut_last_record_is_told(int missing)
    {
        // 24 + 8 x 4 bytes and the picture, made a multiple of four.
        var length = 56 + Whole.Length;
        _builder.Objects(1, Item(0)).Image(2, Label(6, [], Item(0)), Whole);
        _folder.Write("train.rec", _builder.Bytes[..^missing]);

        Check(["1"], [$"record 2 (offset {_builder.Offsets[1]}): the record is cut: expected {length} bytes, found {length - missing} up to the end of the file"], write: false);
    }

    [Fact]
    public void A_cut_header_is_told()
    {
        _builder.Objects(1, Item(0)).Raw(Header(0, 8).AsSpan(0, 6));
        var end = _builder.Bytes.Length - 6;

        Check(["1"], [$"record 2 (offset {end}): no record: expected the magic 0xced7230a and a length at offset {end}, found 6 bytes up to the end of the file"]);
    }

    [Fact]
    public void A_length_beyond_the_file_costs_its_own_record_alone()
    {
        _builder.Objects(1, Item(0)).Image(2, Label(6, [], Item(0)), Whole).Objects(3, Item(0));
        var rest = _builder.Bytes.Length - _builder.Offsets[1] - 8;

        Check(
            ["1", "3"],
            [$"record 2 (offset {_builder.Offsets[1]}): the record is cut: expected {(1 << 29) - 1} bytes, found {rest} up to the end of the file"],
            bytes => WriteLength(bytes, _builder.Offsets[1], (1 << 29) - 1));
    }

    [Fact]
    public void A_length_that_reaches_into_the_next_record_costs_its_own_record_alone()
    {
        _builder.Objects(1, Item(0)).Image(2, Label(6, [], Item(0)), Whole).Objects(3, Item(0)).Objects(4, Item(0));

        Check(
            ["1", "3", "4"],
            [$"record 2 (offset {_builder.Offsets[1]}): the length is wrong: expected the next record behind it, found a header within it, at offset {_builder.Offsets[2]}"],
            bytes => WriteLength(bytes, _builder.Offsets[1], 56 + Whole.Length + 40));
    }

    [Fact]
    public void A_length_that_is_too_short_leaves_bytes_that_belong_to_nothing()
    {
        _builder.Objects(1, Item(0)).Image(2, Label(6, [], Item(0)), Whole).Objects(3, Item(0));
        var end = _builder.Offsets[2] - 40;
        var found = BinaryPrimitives.ReadUInt32LittleEndian(_builder.Bytes.AsSpan((int)end));

        Check(
            ["1", "2", "3"],
            [$"record 3 (offset {end}): no record: expected the magic 0xced7230a and a length at offset {end}, found 0x{found:x8}"],
            bytes => WriteLength(bytes, _builder.Offsets[1], 56 + Whole.Length - 40));
    }

    [Fact]
    public void Missing_padding_drops_the_record_or_is_repaired()
    {
        // Pictures of 1, 2 and 3 bytes more than a multiple of four, as a writer leaves them that never pads.
        for (var i = 1; i <= 4; i++)
        {
            var payload = Payload(8, 0, (ulong)i, Label(6, [], Item(0)), [.. Whole, .. new byte[i % 4]]);
            _builder.Raw(Header(0, payload.Length)).Raw(payload);
        }

        _builder.Write(_folder, "train");
        var dropped = Read(BadDataPolicy.Drop);
        var repaired = Read(BadDataPolicy.Repair);

        var size = 8 + 56 + Whole.Length;
        var offsets = new[] { 0, size + 1, (2 * size) + 3 };
        const string What = "the padding is missing: expected zeros up to a multiple of four bytes, found none";
        Assert.Equal(["4"], dropped.Records.Select(image => image.Id));
        Assert.Equal(offsets.Select((offset, i) => $"{Rec} record {i + 1} (offset {offset}): {What} (image dropped)."), Texts(dropped));
        Assert.Equal(["1", "2", "3", "4"], repaired.Records.Select(image => image.Id));
        Assert.Equal(offsets.Select((offset, i) => $"{Rec} record {i + 1} (offset {offset}): {What} (repaired)."), Texts(repaired));
    }

    [Fact]
    public void Missing_padding_at_the_end_of_the_file_is_told()
    {
        _builder.Image(1, Label(6, [], Item(0)), [.. Whole, 0]);
        _folder.Write("train.rec", _builder.Bytes[..^3]);

        Check([], ["record 1 (offset 0): the padding is missing: expected zeros up to a multiple of four bytes, found none"], write: false);
    }

    [Fact]
    public void Padding_may_hold_anything()
    {
        _builder.Image(1, Label(6, [], Item(0)), [.. Whole, 0]);

        Check(["1"], [], bytes => bytes[^1] = 0xFF);
    }

    [Theory]
    [InlineData(2u, "a part without its beginning: expected a first part (kind 0 or 1), found kind 2")]
    [InlineData(3u, "a part without its beginning: expected a first part (kind 0 or 1), found kind 3")]
    [InlineData(4u, "no such kind of part: expected 0, 1, 2 or 3, found 4")]
    [InlineData(7u, "no such kind of part: expected 0, 1, 2 or 3, found 7")]
    public void A_part_that_begins_nothing_is_passed_over(uint kind, string what)
    {
        _builder.Objects(1, Item(0)).Part(kind, new byte[60]).Objects(2, Item(0));

        Check(["1", "2"], [$"record 2 (offset {_builder.Offsets[1] - 68}): {what}"]);
    }

    [Fact]
    public void A_record_without_its_last_part_is_told_once()
    {
        _builder.Objects(1, Item(0)).Part(1, new byte[60]).Part(2, new byte[60]).Part(2, []).Objects(2, Item(0));
        var begin = _builder.Offsets[1] - 68 - 68 - 8;

        Check(
            ["1", "2"],
            [$"record 2 (offset {begin}): the record's last part is missing: expected a further part (kind 2 or 3) at offset {_builder.Offsets[1]}, found kind 0"]);
    }

    [Fact]
    public void A_record_without_its_last_part_at_the_end_of_the_file_is_told()
    {
        _builder.Objects(1, Item(0)).Part(1, new byte[60]);
        var (begin, end) = (_builder.Bytes.Length - 68, _builder.Bytes.Length);

        Check(["1"], [$"record 2 (offset {begin}): the record's last part is missing: expected a further part (kind 2 or 3) at offset {end}, found the end of the file"]);
    }

    [Fact]
    public void A_record_of_too_many_parts_is_told()
    {
        _builder.Objects(1, Item(0)).Part(1, []);
        for (var i = 0; i < 2000; i++) _builder.Part(2, []);
        _builder.Part(3, []).Objects(2, Item(0));

        Check(["1", "2"], [$"record 2 (offset {_builder.Offsets[1] - (8 * 2002)}): the record has too many parts: expected at most 1024, found more"]);
    }

    [Fact]
    public void Reading_ends_after_a_thousand_damaged_records()
    {
        for (var i = 0; i < 5000; i++) _builder.Record([]);
        _builder.Objects(1, Item(0)).Write(_folder, "train");

        var result = Read(BadDataPolicy.Drop);

        Assert.Empty(result.Records);
        Assert.Equal(1001, result.Report.Entries.Count);
        Assert.Equal($"{Rec} the rest of the file was not read: expected fewer than 1000 damaged records, found 1000 (image dropped).", Texts(result)[^1]);
    }

    [Fact]
    public void What_a_file_claims_takes_no_memory()
    {
        // Headers that claim 512 MiB each, and labels of four milliard numbers.
        for (var i = 0; i < 300; i++) _builder.Raw(Header(0, (1 << 29) - 1)).Raw(new byte[24]).Record(Payload(uint.MaxValue, 0, 0, [], new byte[40]));
        _builder.Write(_folder, "train");
        var before = GC.GetTotalAllocatedBytes();

        var result = Read(BadDataPolicy.Drop);

        Assert.Equal(600, result.Report.Entries.Count);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 20_000_000);
    }

    /// <summary>The picture, filled up to a multiple of four bytes.</summary>
    private static byte[] Whole { get; } = [.. Picture, .. new byte[-Picture.Length & 3]];

    private static void WriteLength(byte[] bytes, long offset, int length) => Header(0, length).CopyTo(bytes, offset);

    private static string[] Texts(ReadingResult result) => [.. result.Report.Entries.Select(entry => entry.ToString())];

    private void Check(string[] ids, string[] faults, Action<byte[]>? change = null, bool write = true)
    {
        var bytes = _builder.Bytes;
        change?.Invoke(bytes);
        if (write) _folder.Write("train.rec", bytes);

        var result = Read(BadDataPolicy.Drop);

        Assert.Equal(faults.Select(fault => $"{Rec} {fault} (image dropped)."), Texts(result));
        Assert.Equal(ids, result.Records.Select(image => image.Id));
        Assert.All(Read(BadDataPolicy.Fail).Report.Entries, entry => Assert.Equal(BadDataAction.Refused, entry.Action));
    }

    private ReadingResult Read(BadDataPolicy policy) => DatasetFormats.RecordIo.Read(
        new SourceFolder("x", DatasetFormats.RecordIo, _folder.Root), ["train"], new ReadingOptions { ClassNames = ["cat", "dog"], OnBadData = policy });
}
