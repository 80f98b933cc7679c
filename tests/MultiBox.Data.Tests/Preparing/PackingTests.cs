using MultiBox.Abstractions;
using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Preparing;

public sealed class PackingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<PreparedDataset> _open = [];
    private readonly VocBuilder _voc;

    public PackingTests() => _voc = new VocBuilder(_folder, "voc");

    public void Dispose()
    {
        _open.ForEach(prepared => prepared.Dispose());
        _folder.Dispose();
    }

    private string Prepared => _folder.At("prepared");

    [Fact]
    public void The_bytes_do_not_depend_on_the_number_of_threads()
    {
        string[] ids = [.. Enumerable.Range(0, 60).Select(i => $"{i:000}")];
        // Sizes differ a hundredfold, every seventh picture repeats an earlier one, and some are damaged.
        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            var encoded = Jpeg(20 + (i * 37 % 400), 20 + (i * 53 % 300), i % 7 == 6 ? i - 6 : i);
            var size = ImageFile.Decode(encoded, id);
            Add(id, i % 13 == 5 ? encoded[..(encoded.Length / 2)] : encoded, size.Width, size.Height);
        }

        var request = Request(ids, new PackOptions { LongestSide = 200 });
        var packs = new List<byte[]>();
        foreach (var threads in new[] { 1, 2, 7 })
        {
            _open.Add(new DatasetPreparer(Prepared) { Threads = threads, TakeOver = false }.Prepare(request));
            packs.Add(File.ReadAllBytes(Path.Combine(Prepared, "train.pack")));
        }

        Assert.Equal(packs[0], packs[1]);
        Assert.Equal(packs[0], packs[2]);
        Assert.Equal(55, _open[0].Split("train").Records.Count);
    }

    [Fact]
    public void Pictures_keep_their_bytes_unless_they_are_larger_than_asked_for()
    {
        var (small, large, png) = (Jpeg(64, 48, 1), Jpeg(400, 300, 2), ImageFile.EncodePng(Noise(90, 300, 3)));
        Add("small", small, 64, 48).Add("large", large, 400, 300).Add("high", png, 90, 300, ".png");

        var original = Prepare(["small", "large", "high"]);
        var shrunk = Prepare(["small", "large", "high"], new PackOptions { LongestSide = 100, Quality = 80 });

        byte[] buffer = [];
        Assert.Equal([small, large, png], Enumerable.Range(0, 3).Select(i => original.Pictures.Read(i, ref buffer).ToArray()));
        Assert.Equal([null, null, null], Enumerable.Range(0, 3).Select(original.Pictures.StoredSize));

        Assert.Equal(small, shrunk.Pictures.Read(0, ref buffer).ToArray());
        Assert.Equal([null, (100, 75), (30, 100)], Enumerable.Range(0, 3).Select(shrunk.Pictures.StoredSize));
        for (var i = 1; i < 3; i++)
        {
            var decoded = ImageFile.Decode(shrunk.Pictures.Read(i, ref buffer), "shrunk");
            Assert.Equal(shrunk.Pictures.StoredSize(i), (decoded.Width, decoded.Height));
        }

        // Records and boxes are about the original, and so is what the picture is known by.
        Assert.Equal(original.Records.Select(record => (record.Width, record.Height)), shrunk.Records.Select(record => (record.Width, record.Height)));
        Assert.Equal(original.Records.SelectMany(record => record.Objects), shrunk.Records.SelectMany(record => record.Objects));
        Assert.Equal(original.Pack!.ContentHash(1), shrunk.Pack!.ContentHash(1));
        Assert.Equal(original.Pack.DifferenceHash(1), shrunk.Pack.DifferenceHash(1));
    }

    // It decides whether a finished training is outdated.
    [Fact]
    public void The_fingerprint_follows_the_pixels_that_are_stored()
    {
        Add("a", Jpeg(120, 90, 1), 120, 90);
        var original = Prepare(["a"]).Fingerprint;

        Assert.Equal(original, Prepare(["a"], new PackOptions { Quality = 50 }).Fingerprint);
        Assert.Equal(original, Prepare(["a"], new PackOptions { LongestSide = 120, Quality = 50 }).Fingerprint);
        var shrunk = Prepare(["a"], new PackOptions { LongestSide = 119, Quality = 50 }).Fingerprint;
        Assert.Equal(4, new[] { original, shrunk, Prepare(["a"], new PackOptions { LongestSide = 118, Quality = 50 }).Fingerprint, Prepare(["a"], new PackOptions { LongestSide = 119 }).Fingerprint }.Distinct().Count());
    }

    [Fact]
    public void Equal_pictures_are_stored_once()
    {
        var (one, other) = (Jpeg(100, 80, 1), Jpeg(100, 80, 2));
        Add("a", one, 100, 80).Add("b", other, 100, 80).Add("c", one, 100, 80).Add("d", one, 100, 80);

        var split = Prepare(["a", "b", "c", "d"]);

        byte[] buffer = [];
        Assert.Equal([one, other, one, one], Enumerable.Range(0, 4).Select(i => split.Pictures.Read(i, ref buffer).ToArray()));
        Assert.Equal(2, split.Pack!.Index.Pictures.Select(picture => picture.Offset).Distinct().Count());
    }

    [SkippableTheory]
    [InlineData("a b c")]
    [InlineData("Übergröße")]
    [InlineData("写真 №1")]
    [InlineData("with'quote\"and,comma")]
    public void Names_may_hold_anything_that_a_file_name_may(string id)
    {
        Skip.If(OperatingSystem.IsWindows() && id.Contains('"', StringComparison.Ordinal), "Not a name on Windows.");
        Add(id, Jpeg(40, 30, 1), 40, 30);
        Prepare([id]);

        using var loaded = PreparedDataset.Load(Prepared);

        var record = Assert.Single(loaded.Split("train").Records);
        Assert.Equal((id, _folder.At("voc", "JPEGImages", id + ".jpg")), (record.Id, record.Picture.Path));
        Assert.Empty(loaded.ChangedSources());
    }

    [Fact]
    public void A_damaged_picture_is_a_fault_of_its_image()
    {
        var encoded = Jpeg(200, 150, 1);
        Add("a", encoded, 200, 150).Add("cut", encoded[..(encoded.Length / 2)], 200, 150);

        var split = Prepare(["a", "cut"]);

        Assert.Equal(["a"], split.Records.Select(record => record.Id));
        var path = _folder.At("voc", "JPEGImages", "cut.jpg");
        Assert.Equal(
            $"{path} damaged picture: expected a whole JPEG, PNG, BMP, WebP or GIF file, found the picture cannot be decoded (IncompleteInput) (image dropped).",
            Assert.Single(split.Report.Entries).ToString());
        Assert.Equal("train: 1 fault: 1 for which the image was dropped.", File.ReadAllText(Path.Combine(Prepared, "bad-data.txt")).Split('\n')[0]);
    }

    [Fact]
    public void Fail_refuses_damaged_pictures_together_with_all_other_faults()
    {
        var encoded = Jpeg(100, 50, 1);
        Add("a", encoded, 100, 50).Add("cut", encoded[..(encoded.Length / 2)], 100, 50);
        _voc.Xml("b", VocBuilder.Annotation(VocBuilder.Item("cow"))).WithPicture("b.jpg");

        var fault = Assert.Throws<MultiBoxException>(() => new DatasetPreparer(Prepared).Prepare(Request(["a", "b", "cut"], policy: BadDataPolicy.Fail)));

        Assert.Equal(
            "The data set has 2 faults, and on_bad_data is 'fail':\n" +
            $"  {_folder.At("voc", "Annotations", "b.xml")}:7 unknown class: expected one of dog, found 'cow' (refused).\n" +
            $"  {_folder.At("voc", "JPEGImages", "cut.jpg")} damaged picture: expected a whole JPEG, PNG, BMP, WebP or GIF file, found the picture cannot be decoded (IncompleteInput) (refused).\n" +
            $"All of them are listed in {Path.Combine(Prepared, "bad-data.txt")}.\n" +
            "Mend the files, or set on_bad_data to 'drop' or 'repair'.",
            fault.Message);
        Assert.Empty(Directory.EnumerateFiles(Prepared, "*.pack*"));
    }

    [Fact]
    public void A_split_whose_pictures_are_all_damaged_is_refused()
    {
        Add("cut", Jpeg(100, 50, 1)[..900], 100, 50);

        Assert.Equal(
            $"Split 'train' (voc/train) has no image left: 1 listed, 1 dropped for bad data (see {Path.Combine(Prepared, "bad-data.txt")}).",
            Assert.Throws<MultiBoxException>(() => Prepare(["cut"])).Message);
    }

    // A header that promises 60,000 x 60,000 pixels: nothing of that size is ever allocated.
    [Fact]
    public void A_picture_of_absurd_size_is_a_fault()
    {
        var bmp = new byte[122];
        "BM"u8.CopyTo(bmp);
        (bmp[10], bmp[14], bmp[26], bmp[28]) = (54, 40, 1, 24);
        BitConverter.TryWriteBytes(bmp.AsSpan(18), 60_000);
        BitConverter.TryWriteBytes(bmp.AsSpan(22), 60_000);
        Add("a", Jpeg(100, 50, 1), 100, 50).Add("huge", bmp, 60_000, 60_000, ".bmp");

        var split = Prepare(["a", "huge"]);

        Assert.Equal(
            $"{_folder.At("voc", "JPEGImages", "huge.bmp")} the picture is too large: expected at most 100 million pixels, found 60000x60000 (image dropped).",
            Assert.Single(split.Report.Entries).ToString());
    }

    [Fact]
    public void A_disk_without_room_is_told_before_the_work()
    {
        Add("a", Jpeg(100, 50, 1), 100, 50);
        var needed = new FileInfo(_folder.At("voc", "JPEGImages", "a.jpg")).Length + 1024;

        var fault = Assert.Throws<MultiBoxException>(() => new DatasetPreparer(Prepared) { FreeSpace = _ => needed - 1 }.Prepare(Request(["a"])));

        Assert.Equal(
            $"{Prepared}: the packs need 0.00 GB, and 0.00 GB are free. Free some space, name another folder with --artifacts, or set dataset.pack.longest_side to store smaller pictures.",
            fault.Message);
        Assert.Empty(Directory.EnumerateFiles(Prepared));
        _open.Add(new DatasetPreparer(Prepared) { FreeSpace = _ => needed }.Prepare(Request(["a"])));
        _open.Add(new DatasetPreparer(Prepared) { FreeSpace = _ => null }.Prepare(Request(["a"])));
    }

    [Fact]
    public void The_free_space_of_a_folder_that_is_not_there_yet_is_that_of_its_disk() =>
        Assert.InRange(DiskSpace.Free(_folder.At("not", "there", "yet")) ?? 0, 1, long.MaxValue);

    [Theory]
    [InlineData(15, 90)]
    [InlineData(100, 0)]
    [InlineData(null, 101)]
    public void Settings_out_of_range_are_a_programming_error(int? side, int quality) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new DatasetPreparer(Prepared).Prepare(Request([], new PackOptions { LongestSide = side, Quality = quality })));

    private PackingTests Add(string id, byte[] encoded, int width, int height, string extension = ".jpg")
    {
        _voc.Xml(id, VocBuilder.Annotation(VocBuilder.Item("dog", 1, 1, 12, 9), width, height)).WithPicture(id + extension, encoded);
        return this;
    }

    private PreparedSplit Prepare(string[] ids, PackOptions? pack = null)
    {
        var prepared = new DatasetPreparer(Prepared).Prepare(Request(ids, pack));
        _open.Add(prepared);
        return prepared.Split("train");
    }

    private DatasetRequest Request(string[] ids, PackOptions? pack = null, BadDataPolicy policy = BadDataPolicy.Drop)
    {
        _voc.List("train", ids);
        return new DatasetRequest
        {
            Sources = [_voc.Source],
            Splits = [new SplitRequest("train", [new SplitPart("voc", ["train"])])],
            Reading = new ReadingOptions { ClassNames = ["dog"], OnBadData = policy },
            Pack = pack ?? new PackOptions(),
        };
    }

    private static byte[] Jpeg(int width, int height, int seed) => ImageFile.EncodeJpeg(Noise(width, height, seed), 80);

    private static RgbImage Noise(int width, int height, int seed)
    {
        var image = new RgbImage(width, height);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }
}
