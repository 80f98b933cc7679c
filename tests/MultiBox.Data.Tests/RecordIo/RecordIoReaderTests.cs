using System.Globalization;
using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;
using static MultiBox.Data.Tests.RecordIo.RecordIoBuilder;

namespace MultiBox.Data.Tests.RecordIo;

public sealed class RecordIoReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_field_of_a_record_is_read()
    {
        var file = new RecordIoBuilder()
            .Image(7, Label(6, [], Item(1, 0.5f, 0.25f, 0.75f, 1, difficult: 1), Item(0)), path: "VOC2007/JPEGImages/000005.jpg")
            .Write(_folder, "train", index: true);

        var result = Read();

        var image = Assert.Single(result.Records);
        Assert.Equal(("000005", "x", file, 100, 50), (image.Id, image.Source, image.AnnotationPath, image.Width, image.Height));
        // The picture follows the header (8), the payload's header (24) and 2 + 2 x 6 numbers.
        Assert.Equal(new PictureLocation(file, 8 + 24 + (14 * 4), Picture.Length), image.Picture);
        Assert.Equal(Picture, Bytes(image));
        Assert.Equal(new AnnotatedObject(2, new Box(50, 12.5f, 75, 50), Difficult: true, Truncated: false), image.Objects[0]);
        Assert.Equal(new AnnotatedObject(1, new Box(12.5f, 12.5f, 50, 37.5f), Difficult: false, Truncated: false), image.Objects[1]);
        Assert.Equal(1, result.Listed);
        Assert.Equal(0, result.WithoutObjects);
        Assert.Empty(result.Report.Entries);
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(6, 0)]
    [InlineData(5, 2)]
    [InlineData(6, 2)]
    [InlineData(8, 5)]
    public void Any_widths_of_header_and_object_are_read(int objectWidth, int further)
    {
        float[] item = [1, 0.125f, 0.25f, 0.5f, 0.75f, 1, 99, -3];
        new RecordIoBuilder().Image(3, Label(objectWidth, [.. Enumerable.Repeat(640f, further)], item, item)).Write(_folder, "train");

        var image = Assert.Single(Read().Records);

        // From six numbers on, the sixth is difficult; what follows means nothing here.
        Assert.Equal(Enumerable.Repeat(new AnnotatedObject(2, new Box(12.5f, 12.5f, 50, 37.5f), Difficult: objectWidth > 5, Truncated: false), 2), image.Objects);
        Assert.Equal(Picture, Bytes(image));
    }

    [Fact]
    public void Objects_of_padding_are_none()
    {
        new RecordIoBuilder().Objects(0, Item(0), [-1, -1, -1, -1, -1, -1], [-1, -1, -1, -1, -1, -1]).Write(_folder, "train");

        var result = Read();

        Assert.Single(Assert.Single(result.Records).Objects);
        Assert.Empty(result.Report.Entries);
    }

    [Fact]
    public void A_box_may_reach_one_pixel_past_the_border_as_in_voc()
    {
        new RecordIoBuilder().Objects(0, Item(0, 0, 0, 1.005f, 1.01f)).Write(_folder, "train");

        var box = Read().Records.Single().Objects.Single().Box;

        Assert.InRange(box.X2, 100.4f, 100.6f);
        Assert.InRange(box.Y2, 50.4f, 50.6f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_picture_that_holds_the_magic_is_joined(int times)
    {
        var picture = PictureWithMagic(times);
        new RecordIoBuilder().Objects(0, Item(0)).Image(1, Label(6, [], Item(1)), picture).Objects(2, Item(0)).Write(_folder, "train");

        var images = Read().Records;

        Assert.Equal(3, images.Count);
        Assert.Equal(picture, Bytes(images[1]));
        // What is before the first magic, every magic at the head of its part, and what is behind the last one.
        Assert.Equal(2 + times, images[1].Picture.Parts!.Count);
        Assert.Equal(picture.Length, images[1].Picture.Length);
        Assert.Equal((100, 50), (ImageFile.Decode(Bytes(images[1]), "x").Width, images[1].Height));
        Assert.Equal(Picture, Bytes(images[2]));
        Assert.Null(images[2].Picture.Parts);
    }

    [Fact]
    public void The_magic_in_the_id_or_the_label_leaves_the_picture_in_one_piece()
    {
        var magic = BitConverter.UInt32BitsToSingle(Magic);
        new RecordIoBuilder().Image(Magic, Label(6, [magic, magic], Item(1))).Write(_folder, "train");

        var image = Assert.Single(Read().Records);

        Assert.Equal(Magic.ToString(CultureInfo.InvariantCulture), image.Id);
        Assert.Null(image.Picture.Parts);
        Assert.Equal(Picture, Bytes(image));
    }

    [Fact]
    public void The_magic_at_the_very_start_and_end_of_a_payload_is_joined()
    {
        // A flag of the magic's value is none, so the first case is looked at in the file alone.
        byte[] magic = [0x0a, 0x23, 0xd7, 0xce];
        byte[][] payloads = [[.. magic, 1, 2, 3, 4, .. magic], [.. magic, .. magic], magic, [.. magic, 9]];
        var builder = new RecordIoBuilder();
        foreach (var payload in payloads) builder.Record(payload);
        using var file = new RecordIoFile(builder.Write(_folder, "train"));

        var records = file.Scan(CancellationToken.None).Select(x => x.Record!).ToList();

        Assert.Equal(payloads, records.Select(record =>
        {
            var bytes = new byte[record.Length];
            record.Read(0, bytes);
            return bytes;
        }));
        Assert.Equal(builder.Offsets, records.Select(record => record.Offset));
    }

    [Fact]
    public void An_index_and_a_search_find_the_same_records()
    {
        var builder = new RecordIoBuilder();
        for (var i = 0; i < 20; i++) builder.Image((ulong)i, Label(6, [], Item(i % 2)), i % 3 == 0 ? PictureWithMagic(i) : [.. Picture, .. new byte[i]]);
        builder.Write(_folder, "train", index: true);
        var indexed = Read();
        // The order of the lines means nothing.
        _folder.Write("train.idx", string.Concat(File.ReadAllLines(_folder.At("train.idx")).Reverse().Select(line => line + "\r\n")));
        var reversed = Read();
        File.Delete(_folder.At("train.idx"));
        var searched = Read();

        Assert.Equal(20, searched.Records.Count);
        Assert.Equal(Describe(searched), Describe(indexed));
        Assert.Equal(Describe(searched), Describe(reversed));
        Assert.Empty(indexed.Report.Entries.Concat(searched.Report.Entries));
    }

    [Fact]
    public void An_index_is_followed_without_a_search()
    {
        var builder = new RecordIoBuilder().Objects(0, Item(0)).Objects(1, Item(1));
        var path = builder.Write(_folder, "train", index: true);
        using var file = new RecordIoFile(path);

        var (records, fault) = RecordIoIndex.Find(file, _folder.At("train.idx"), CancellationToken.None);

        Assert.Null(fault);
        Assert.Equal(builder.Offsets, records!.Select(record => record.Offset));
        Assert.Equal([1, 2], records!.Select(record => record.Number));
    }

    [Fact]
    public void Without_a_list_the_records_own_id_names_an_image()
    {
        new RecordIoBuilder().Objects(41, Item(0)).Objects(ulong.MaxValue, Item(1)).Write(_folder, "train");

        Assert.Equal(["41", "18446744073709551615"], Read().Records.Select(image => image.Id));
    }

    [Fact]
    public void A_list_names_images_by_their_paths_also_with_spaces_other_alphabets_and_backslashes()
    {
        new RecordIoBuilder()
            .Image(5, Label(5, [], Item(0)), path: "a folder/zwei Hunde im Grünen.jpg")
            .Image(3, Label(5, [], Item(0)), path: @"JPEGImages\犬.v2.png")
            .Image(4, Label(5, [], Item(0)), path: "..")
            .Write(_folder, "train");

        Assert.Equal(["zwei Hunde im Grünen", "犬.v2", "4"], Read().Records.Select(image => image.Id));
    }

    [Fact]
    public void Records_that_would_share_a_name_are_numbered()
    {
        new RecordIoBuilder()
            .Image(1, Label(5, [], Item(0)), path: "a/000001.jpg")
            .Image(2, Label(5, [], Item(0)), path: "b/000001.jpg")
            .Objects(0, Item(1)).Objects(0, Item(1))
            .Write(_folder, "train");
        new RecordIoBuilder().Objects(0, Item(1)).Write(_folder, "val");

        Assert.Equal(["000001", "train-2", "0", "train-4", "val-1"], Read(sets: ["train", "val"]).Records.Select(image => image.Id));
    }

    [Fact]
    public void A_picture_of_several_image_sets_counts_once()
    {
        new RecordIoBuilder().Image(0, Label(5, [], Item(0)), path: "a.jpg").Write(_folder, "train");
        new RecordIoBuilder().Image(0, Label(5, [], Item(1)), path: "b.jpg").Image(1, Label(5, [], Item(0)), path: "a.jpg").Write(_folder, "val");

        var result = Read(sets: ["train", "val", "train"]);

        Assert.Equal(["a", "b"], result.Records.Select(image => image.Id));
        Assert.Equal(2, result.Listed);
        Assert.Equal(
            [$"{_folder.At("val.lst")}:2 'a' is listed twice: expected each image once, found it at {_folder.At("train.lst")}:1 too (line skipped)."],
            Texts(result));
    }

    [Theory]
    [InlineData("train.names")]
    [InlineData("classes.txt")]
    [InlineData("class_names.txt")]
    public void Names_beside_the_file_say_what_the_ids_are(string name)
    {
        new RecordIoBuilder().Objects(0, Item(0), Item(2)).Write(_folder, "train");
        _folder.Write(name, "dog\r\nsofa\r\ncat\r\n\r\n");

        Assert.Equal([2, 1], Read().Records.Single().Objects.Select(item => item.Label));
    }

    [Fact]
    public void The_files_own_names_win()
    {
        new RecordIoBuilder().Objects(0, Item(0)).Write(_folder, "train");
        _folder.Write("train.names", "dog");
        _folder.Write("classes.txt", "cat");

        Assert.Equal(2, Read().Records.Single().Objects.Single().Label);
    }

    [Fact]
    public void A_file_without_names_is_refused()
    {
        new RecordIoBuilder().Objects(0, Item(0)).Write(_folder, "train");
        _folder.Write("classes.txt", "\n\n");

        Assert.Equal(
            $"{_folder.At("classes.txt")}: expected the name of a class a line, at most 100000, found none.",
            Assert.Throws<MultiBoxException>(() => Read()).Message);
    }

    [Fact]
    public void Other_classes_are_passed_over_on_request()
    {
        new RecordIoBuilder().Objects(0, Item(0), Item(2), Item(19)).Objects(1, Item(5)).Write(_folder, "train");

        var result = Read(change: o => o with { IgnoreOtherClasses = true });
        _folder.Write("classes.txt", "cat\ndog\nsofa\n");
        var named = Read(change: o => o with { IgnoreOtherClasses = true });

        Assert.Equal(["0"], result.Records.Select(image => image.Id));
        Assert.Equal((2, 1), (result.Listed, result.WithoutObjects));
        Assert.Empty(result.Report.Entries);
        // A list of names that is too short is a fault all the same.
        Assert.Equal(2, named.Report.Entries.Count(fault => fault.What.EndsWith("no class id", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false, 0, 1)]
    [InlineData(true, 1, 0)]
    public void Images_without_objects_are_dropped_unless_they_are_wanted(bool keep, int records, int dropped)
    {
        new RecordIoBuilder().Objects(0).Write(_folder, "train");

        var result = Read(change: o => o with { KeepEmpty = keep });

        Assert.Equal(records, result.Records.Count);
        Assert.Equal(dropped, result.WithoutObjects);
        Assert.Empty(result.Report.Entries);
    }

    [Theory]
    [InlineData(6_000)]
    [InlineData(200_000)]
    public void A_header_far_into_the_picture_is_found(int preview)
    {
        // Segments of at most 65,533 bytes, as previews and profiles make them.
        var segments = new List<byte>();
        for (; preview > 0; preview -= 60_000)
        {
            var length = Math.Min(preview, 60_000);
            segments.AddRange([0xFF, 0xE5, (byte)((length + 2) >> 8), (byte)(length + 2), .. new byte[length]]);
        }

        byte[] picture = [.. Picture[..2], .. segments, .. Picture[2..]];
        new RecordIoBuilder().Image(0, Label(6, [], Item(0)), picture).Write(_folder, "train");

        var image = Assert.Single(Read().Records);

        Assert.Equal((100, 50), (image.Width, image.Height));
        Assert.Equal(picture, Bytes(image));
    }

    [Fact]
    public void The_format_is_told_by_its_files()
    {
        var format = DatasetFormats.RecordIo;
        Assert.Equal("recordio", format.Name);
        Assert.Equal(["*.rec"], format.MissingParts(_folder.Root));
        Assert.Equal(["*.rec"], format.MissingParts(_folder.At("none")));

        new RecordIoBuilder().Write(_folder, "val");
        new RecordIoBuilder().Write(_folder, "train");

        Assert.Empty(format.MissingParts(_folder.Root));
        Assert.Equal(["train", "val"], format.ImageSetNames(_folder.Root));
        Assert.Equal(_folder.At("test.rec"), format.ImageSetFile(_folder.Root, "test"));
        Assert.Equal(
            $"{_folder.At("tran.rec")}: source 'x' has no image set 'tran'.\n  Found: train, val. Did you mean 'train'?",
            Assert.Throws<MultiBoxException>(() => Read(sets: ["tran"])).Message);
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        new RecordIoBuilder().Objects(0, Item(0)).Write(_folder, "train");

        Assert.ThrowsAny<OperationCanceledException>(() => Read(cancellationToken: new CancellationToken(canceled: true)));
    }

    [SkippableFact]
    public void Records_beyond_ten_gigabytes_are_read()
    {
        Skip.If(OperatingSystem.IsWindows(), "A file with holes takes its whole length on Windows.");
        // 25 records of 420 MB, of which only the first bytes are written, and a small one behind them.
        const int Claimed = 420_000_000;
        var head = new RecordIoBuilder().Objects(1, Item(0)).Bytes;
        var path = _folder.At("train.rec");
        var last = 25L * (8 + Claimed);
        using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
        {
            for (var i = 0; i < 25; i++)
            {
                RandomAccess.Write(file, Header(0, Claimed), i * (8L + Claimed));
                RandomAccess.Write(file, head.AsSpan(8), (i * (8L + Claimed)) + 8);
            }

            RandomAccess.Write(file, new RecordIoBuilder().Image(99, Label(6, [], Item(1)), PictureWithMagic()).Bytes, last);
        }

        var before = GC.GetTotalAllocatedBytes();
        var result = Read();
        var image = result.Records[^1];

        Assert.Equal(26, result.Records.Count);
        Assert.Empty(result.Report.Entries);
        Assert.Equal("99", image.Id);
        Assert.True(image.Picture.Offset > 10_000_000_000);
        Assert.Equal(PictureWithMagic(), Bytes(image));
        Assert.True(GC.GetTotalAllocatedBytes() - before < 20_000_000);
    }

    private static byte[] Bytes(ImageRecord image)
    {
        byte[] buffer = [];
        return SourcePictures.Read(image.Picture, ref buffer).ToArray();
    }

    private static string[] Texts(ReadingResult result) => [.. result.Report.Entries.Select(entry => entry.ToString())];

    private static string[] Describe(ReadingResult result) =>
        [.. result.Records.Select(image => $"{image.Id} {image.Picture} {image.Picture.Length} {Convert.ToHexString(Bytes(image))} {string.Join(';', image.Objects)}")];

    private ReadingResult Read(
        Func<ReadingOptions, ReadingOptions>? change = null, IReadOnlyList<string>? sets = null, CancellationToken cancellationToken = default)
    {
        var options = new ReadingOptions { ClassNames = ["cat", "dog"] };
        return DatasetFormats.RecordIo.Read(
            new SourceFolder("x", DatasetFormats.RecordIo, _folder.Root), sets ?? ["train"], change?.Invoke(options) ?? options, cancellationToken);
    }
}
