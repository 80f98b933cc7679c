using System.Formats.Tar;
using System.Text;
using MultiBox.Abstractions;
using MultiBox.Data.Tests.Fetching;
using MultiBox.Data.Tests.RecordIo;
using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;
using SkiaSharp;
using static MultiBox.Data.Tests.RecordIo.RecordIoBuilder;

namespace MultiBox.Data.Tests.Fuzz;

/// <summary>Every reader of somebody else's bytes.</summary>
internal static class FuzzTargets
{
    private const string Set = "train";

    private static readonly byte[] Picture = ImageFile.EncodeJpeg(new RgbImage(100, 50, 90), 80);

    private static readonly string[] Xml =
        ["<object>", "</object>", "<a>", "<bndbox>", "<![CDATA[", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&amp;", "&b;", "&#0;", "&#x10FFFF;", "<!--", "<?xml version='1.1' encoding='utf-16'?>", "\0"];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Dataset("voc annotation", DatasetFormats.Voc, "Annotations/a.xml", Voc, Annotation) with { Tokens = Xml },
        Dataset("voc image set", DatasetFormats.Voc, "ImageSets/Main/train.txt", Voc, "a\na 1\n../a -1\n name with spaces\n\n") with { Tokens = ["\r", "\0", "/", "..", "a\n", "\uFEFF"] },
        Dataset("voc picture", DatasetFormats.Voc, "JPEGImages/a.jpg", Voc, Pictures),
        Dataset("recordio records", DatasetFormats.RecordIo, "train.rec", Indexed, Records) with { Cases = 500 },
        Dataset("recordio records without an index", DatasetFormats.RecordIo, "train.rec", Nothing, Records) with { Cases = 500 },
        Dataset("recordio index", DatasetFormats.RecordIo, "train.idx", Indexed, "1\t0\n2\t948\n3\t1936\n") with { Tokens = ["\t", "0\t0\n", "\n"] },
        Dataset("recordio list", DatasetFormats.RecordIo, "train.lst", Indexed, "1\t2\t6\t0\t0.1\t0.1\t0.5\t0.5\t0\ta/b.jpg\n2\t2\t6\tc d.jpg\n") with { Tokens = ["\t", "1\t2\t", "\n", "..", "\\", "\uFFFF"] },
        Dataset("recordio names", DatasetFormats.RecordIo, "classes.txt", Indexed, "cat\ndog\n") with { Tokens = ["\n", "cat\n", "\0"] },
        InMemory("picture header", Pictures, bytes => ImageFile.ReadSize(bytes, "x")),
        OnDisk("picture header in a file", Pictures, path => ImageFile.ReadSize(path)),
        InMemory("picture", Pictures, bytes => ImageFile.Decode(bytes, "x")) with { Memory = 3 * ImageFile.MaxPixels },
        Archive("tar", Tar, PaxTar, GnuTar) with { Mend = Archives.MendTar, Cases = 400, Tokens = ["27 path=a/../../evil\n", "2147483647 path=a\n", "17700000000\0", "x", "L"] },
        Archive("tar.gz", Archives.GZip(Tar)),
        Archive("tar.bz2", Archives.BZip2(Tar)),
        Archive("tar.xz", Convert.FromBase64String(ArchiveUnpackerTests.XzTar)) with { Memory = 32L << 20 },
        Archive("zip", Archives.Zip(("d/", "", 0), ("d/a.txt", new string('a', 3000), 0), ("b.txt", "there", 0), ("l", "b.txt", 0xA1FF << 16))),
        Prepared("summary.json"),
        Prepared("train.pack"),
    ];

    private static string Annotation => VocBuilder.Annotation(
        VocBuilder.Item("dog", 1, 2, 30, 40) + VocBuilder.Item("cat", "10", "10", "40", "30", "<difficult>1</difficult>\n<truncated>0</truncated>\n") +
        "<object><name>dog</name><part><bndbox><xmin>1</xmin></bndbox></part><bndbox><xmin>5.5</xmin><ymin>5</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object>");

    private static byte[][] Pictures =>
    [
        Picture, PictureWithMagic(), Encode(SKEncodedImageFormat.Png), Encode(SKEncodedImageFormat.Webp), SmallPictures.Gif(7, 5), SmallPictures.Bmp(7, 5),
    ];

    private static byte[][] Records =>
    [
        new RecordIoBuilder().Objects(1, Item(0), Item(1, difficult: 1)).Image(2, Label(5, [640, 480], Item(1)), PictureWithMagic(2)).Objects(3, Item(0)).Bytes,
        new RecordIoBuilder().Image(1, Label(7, [], [0, 0.1f, 0.1f, 0.5f, 0.5f, 1, 9]), Encode(SKEncodedImageFormat.Png)).Objects(Magic, [BitConverter.UInt32BitsToSingle(Magic), -1, 0, 2, 5, 0]).Bytes,
    ];

    private static byte[] Tar => Archives.Tar(
        Archives.Folder("d/"), Archives.File("d/a.txt", new string('a', 1000)), Archives.File("./d/e/b.txt", "there"), Archives.Link("d/l", "a.txt"), Archives.HardLink("h", "d/a.txt"));

    private static byte[] PaxTar => Archives.Tar(
        new PaxGlobalExtendedAttributesTarEntry(new Dictionary<string, string> { ["comment"] = "all" }),
        new PaxTarEntry(TarEntryType.RegularFile, "d/" + new string('n', 150), new Dictionary<string, string> { ["mtime"] = "1.5", ["size"] = "2" }) { DataStream = new MemoryStream([1, 2]) },
        new PaxTarEntry(TarEntryType.SymbolicLink, "l") { LinkName = "d/" + new string('n', 150) });

    private static byte[] GnuTar => Archives.Tar(
        new GnuTarEntry(TarEntryType.RegularFile, "d/" + new string('n', 150)) { DataStream = new MemoryStream([1, 2]) },
        new GnuTarEntry(TarEntryType.HardLink, new string('l', 120)) { LinkName = "d/" + new string('n', 150) });

    private static void Nothing(TemporaryFolder folder)
    {
    }

    private static void Voc(TemporaryFolder folder) => new VocBuilder(folder, "x", "").Image("a", VocBuilder.Item("dog")).List(Set, "a");

    private static void Indexed(TemporaryFolder folder) =>
        new RecordIoBuilder().Objects(1, Item(0)).Image(2, Label(6, [], Item(1)), PictureWithMagic()).Objects(3, Item(1)).Write(folder, Set, index: true);

    private static FuzzTarget Dataset(string name, IDatasetFormat format, string file, Action<TemporaryFolder> build, string valid) =>
        Dataset(name, format, file, build, [Encoding.UTF8.GetBytes(valid)]);

    /// <summary>One file of a data set: whatever it holds, what is read of the set makes sense.</summary>
    private static FuzzTarget Dataset(string name, IDatasetFormat format, string file, Action<TemporaryFolder> build, byte[][] valid) => new(name, valid, folder =>
    {
        build(folder);
        return bytes =>
        {
            folder.Write(file, bytes);
            foreach (var policy in Enum.GetValues<BadDataPolicy>())
            {
                var options = new ReadingOptions { ClassNames = ["cat", "dog"], OnBadData = policy, KeepEmpty = policy != BadDataPolicy.Drop, IgnoreOtherClasses = bytes.Length % 2 == 0 };
                Check(format.Read(new SourceFolder("x", format, folder.Root), [Set], options), policy);
            }
        };
    })
    {
        // A line of two letters may be a fault that names a path and says what was expected, once for each policy.
        MemoryPerByte = 2048,
    };

    private static void Check(ReadingResult result, BadDataPolicy policy)
    {
        byte[] buffer = [];
        Assert.True(result.Records.Count + result.WithoutObjects <= result.Listed);
        Assert.Equal(result.Records.Count, result.Records.Select(image => image.Id).Distinct().Count());
        foreach (var image in result.Records)
        {
            Assert.True(image.Id.Length > 0 && image.Width > 0 && image.Height > 0 && (long)image.Width * image.Height <= ImageFile.MaxPixels);
            Assert.False(SourcePictures.Read(image.Picture, ref buffer).IsEmpty);
            Assert.All(image.Objects, item =>
            {
                Assert.InRange(item.Label, 1, 2);
                Assert.True(item.Box.Area > 0 && item.Box is { X1: >= -1, Y1: >= -1 } && item.Box.X2 <= image.Width + 1 && item.Box.Y2 <= image.Height + 1);
            });
        }

        Assert.All(result.Report.Entries, fault =>
        {
            Assert.True(fault.ToString().Length < 2000, "a fault in too many words");
            Assert.Equal(policy == BadDataPolicy.Fail, fault.Action == BadDataAction.Refused);
        });
    }

    private static FuzzTarget InMemory(string name, byte[][] valid, Action<byte[]> read) => new(name, valid, _ => read)
    {
        Documented = [typeof(InvalidDataException)],
    };

    private static FuzzTarget OnDisk(string name, byte[][] valid, Action<string> read) => new(name, valid, folder => bytes => read(folder.Write("file", bytes)))
    {
        Documented = [typeof(InvalidDataException)],
    };

    /// <summary>An archive: nothing of it lands outside its folder, and no more than allowed in it.</summary>
    private static FuzzTarget Archive(string name, params byte[][] valid) => new(name, valid, folder => bytes =>
    {
        const int Most = 1 << 20;
        var (path, target) = (folder.Write("archive", bytes), folder.At("out", "in"));
        try
        {
            Directory.CreateDirectory(folder.At("out"));
            new ArchiveUnpacker(path, target, new ArchiveSpec { FileName = "archive", Urls = [], MaxUnpackedBytes = Most }).Unpack(CancellationToken.None);
        }
        finally
        {
            Assert.Equal(["archive", "out"], Names(folder.Root));
            Assert.All(Names(folder.At("out")), file => Assert.True(file is "in" or "in.part"));
            Assert.True(new DirectoryInfo(target).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) <= Most);
            Directory.Delete(folder.At("out"), recursive: true);
        }
    })
    {
        Documented = [typeof(ArchiveFault), typeof(MultiBoxException)],
    };

    /// <summary>One file of a prepared data set; a change of it never passes for what was prepared.</summary>
    private static FuzzTarget Prepared(string file)
    {
        using var sample = new TemporaryFolder();
        var whole = Prepare(sample, file);
        return new FuzzTarget("prepared " + file, [whole], folder =>
        {
            var valid = Prepare(folder, file);
            return bytes =>
            {
                // The sample's paths are not this folder's.
                folder.Write("prepared/" + file, bytes.AsSpan().SequenceEqual(whole) ? valid : bytes);
                PreparedDataset.Load(folder.At("prepared"));
            };
        })
        {
            Tokens = ["[", "{\"a\":", "\"", "null", "\\u0000", "1e999", "\"version\":1,"],
        };
    }

    private static byte[] Prepare(TemporaryFolder folder, string file)
    {
        var voc = new VocBuilder(folder, "x").Image("a", VocBuilder.Item("dog")).List(Set, "a");
        new DatasetPreparer(folder.At("prepared")).Prepare(new DatasetRequest
        {
            Sources = [voc.Source],
            Splits = [new SplitRequest(Set, [new SplitPart("x", [Set])])],
            Reading = new ReadingOptions { ClassNames = ["cat", "dog"] },
        });
        return File.ReadAllBytes(folder.At("prepared", file));
    }

    private static string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static byte[] Encode(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(20, 10, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        for (var x = 0; x < 20; x++) bitmap.SetPixel(x, x / 2, new SKColor((byte)(12 * x), 40, 200, (byte)(255 - x)));
        using var data = bitmap.Encode(format, 80);
        return data.ToArray();
    }
}
