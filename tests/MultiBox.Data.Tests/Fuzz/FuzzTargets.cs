using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using MultiBox.Abstractions;
using MultiBox.Data.Tests.Coco;
using MultiBox.Data.Tests.Fetching;
using MultiBox.Data.Tests.Packing;
using MultiBox.Data.Tests.RecordIo;
using MultiBox.Data.Tests.Voc;
using MultiBox.Data.Tests.Yolo;
using MultiBox.Imaging;
using static MultiBox.Data.Tests.Fuzz.FuzzInputs;
using static MultiBox.Data.Tests.RecordIo.RecordIoBuilder;

namespace MultiBox.Data.Tests.Fuzz;

/// <summary>Every reader of somebody else's bytes.</summary>
internal static class FuzzTargets
{
    private const string Set = "train";

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Dataset("voc annotation", DatasetFormats.Voc, "Annotations/a.xml", Voc, Annotation) with { Tokens = Xml },
        Dataset("voc image set", DatasetFormats.Voc, "ImageSets/Main/train.txt", Voc, "a\na 1\n../a -1\n name with spaces\n\n") with { Tokens = ["\r", "\0", "/", "..", "a\n", "\uFEFF"] },
        Dataset("voc picture", DatasetFormats.Voc, "JPEGImages/a.jpg", Voc, FuzzInputs.Pictures),
        Dataset("recordio records", DatasetFormats.RecordIo, "train.rec", Indexed, Records) with { Cases = 500 },
        Dataset("recordio records without an index", DatasetFormats.RecordIo, "train.rec", Nothing, Records) with { Cases = 500 },
        Dataset("recordio index", DatasetFormats.RecordIo, "train.idx", Indexed, "1\t0\n2\t948\n3\t1936\n") with { Tokens = ["\t", "0\t0\n", "\n"] },
        Dataset("recordio list", DatasetFormats.RecordIo, "train.lst", Indexed, "1\t2\t6\t0\t0.1\t0.1\t0.5\t0.5\t0\ta/b.jpg\n2\t2\t6\tc d.jpg\n") with { Tokens = ["\t", "1\t2\t", "\n", "..", "\\", "\uFFFF"] },
        Dataset("recordio names", DatasetFormats.RecordIo, "classes.txt", Indexed, "cat\ndog\n") with { Tokens = ["\n", "cat\n", "\0"] },
        Dataset("coco annotations", DatasetFormats.Coco, "annotations/instances_train.json", Coco, CocoJson) with { Tokens = Json, Cases = 300 },
        Dataset("yolo labels", DatasetFormats.Yolo, "labels/train/a.txt", Yolo, "0 0.5 0.5 0.25 0.5\n1 0.1 0.1 0.9 0.1 0.5 0.9\n") with { Tokens = Numbers },
        Dataset("yolo attributes", DatasetFormats.Yolo, "attributes/train/a.txt", Yolo, "1 0 0\n0 1 0 12.5 12.5 37.5 37.5\n") with { Tokens = Numbers },
        Dataset("yolo list", DatasetFormats.Yolo, "train.txt", Yolo, "images/train/a.jpg\n./images/train/b c.jpg\n") with { Tokens = ["\n", "../", "/etc/passwd\n", "images/", "\\", "\0", "C:"] },
        Dataset("yolo data file", DatasetFormats.Yolo, "data.yaml", Yolo, "path: .\ntrain: images/train\nnc: 2\nnames:\n  0: cat\n  1: dog\n", "names: ['cat', \"dog\"]\n") with { Tokens = Yaml },
        Dataset("yolo names", DatasetFormats.Yolo, "classes.txt", Yolo, "cat\ndog\n") with { Tokens = ["\n", "cat\n", "\0"] },
        InMemory("picture header", FuzzInputs.Pictures, bytes => ImageFile.ReadSize(bytes, "x")),
        OnDisk("picture header in a file", FuzzInputs.Pictures, path => ImageFile.ReadSize(path)),
        InMemory("picture", FuzzInputs.Pictures, bytes => ImageFile.Decode(bytes, "x")) with { Memory = 3 * ImageFile.MaxPixels },
        Archive("tar", Tar, PaxTar, GnuTar) with { Mend = Archives.MendTar, Cases = 400, Tokens = ["27 path=a/../../evil\n", "2147483647 path=a\n", "17700000000\0", "x", "L"] },
        Archive("tar.gz", Archives.GZip(Tar)),
        Archive("tar.bz2", Archives.BZip2(Tar)),
        Archive("tar.xz", Convert.FromBase64String(ArchiveUnpackerTests.XzTar)) with { Memory = 32L << 20 },
        Archive("zip", Archives.Zip(("d/", "", 0), ("d/a.txt", new string('a', 3000), 0), ("b.txt", "there", 0), ("l", "b.txt", 0xA1FF << 16))),
        Pack() with { Mend = SealPack, Cases = 400 },
        Summary() with { Tokens = Json },
    ];

    private static void Nothing(TemporaryFolder folder)
    {
    }

    private static void Voc(TemporaryFolder folder) => new VocBuilder(folder, "x", "").Image("a", VocBuilder.Item("dog")).List(Set, "a");

    private static void Indexed(TemporaryFolder folder) =>
        new RecordIoBuilder().Objects(1, Item(0)).Image(2, Label(6, [], Item(1)), PictureWithMagic()).Objects(3, Item(1)).Write(folder, Set, index: true);

    private static void Coco(TemporaryFolder folder) => new CocoBuilder(folder, "").With("train/a.jpg", "train/sub/b.jpg");

    private static void Yolo(TemporaryFolder folder) => new YoloBuilder(folder, "").Image("a", "0 0.5 0.5 0.25 0.5\n").Image("b c", "1 0.5 0.5 0.25 0.5\n");

    private static FuzzTarget Dataset(string name, IDatasetFormat format, string file, Action<TemporaryFolder> build, params string[] valid) =>
        Dataset(name, format, file, build, Array.ConvertAll(valid, Encoding.UTF8.GetBytes));

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

    /// <summary>A pack of a split: whatever it holds, opening it and reading its pictures tells what is wrong.</summary>
    private static FuzzTarget Pack()
    {
        using var sample = new TemporaryFolder();
        return new FuzzTarget("pack", [File.ReadAllBytes(new PackBuilder(sample).Write())], folder => bytes =>
        {
            byte[] buffer = [];
            using var pack = DatasetPack.Open(folder.Write("train.pack", bytes));
            for (var i = 0; i < pack.Records.Count; i++) _ = pack.Read(i, ref buffer).Length;
        })
        {
            Documented = [typeof(MultiBoxException), typeof(InvalidDataException)],
        };
    }

    // An index that its maker sealed, so that its content is looked at.
    private static void SealPack(byte[] pack)
    {
        if (pack.Length < PackHeader.Size) return;
        var start = BinaryPrimitives.ReadInt64LittleEndian(pack.AsSpan(24));
        if (start < PackHeader.Size || start > pack.Length) start = pack.Length / 2 / 8 * 8;
        if (start < PackHeader.Size) return;
        new PackHeader(pack.Length, start, pack.Length - start, XxHash128.HashToUInt128(pack.AsSpan((int)start))).ToBytes().CopyTo(pack, 0);
    }

    /// <summary>The summary of a prepared data set; a change of it never passes for what was prepared.</summary>
    private static FuzzTarget Summary()
    {
        using var sample = new TemporaryFolder();
        var whole = Prepare(sample);
        return new FuzzTarget("summary", [whole], folder =>
        {
            var valid = Prepare(folder);
            return bytes =>
            {
                // The sample's paths are not this folder's.
                folder.Write("prepared/summary.json", bytes.AsSpan().SequenceEqual(whole) ? valid : bytes);
                PreparedDataset.Load(folder.At("prepared")).Dispose();
            };
        });
    }

    private static byte[] Prepare(TemporaryFolder folder)
    {
        var voc = new VocBuilder(folder, "x").Image("a", VocBuilder.Item("dog")).List(Set, "a");
        new DatasetPreparer(folder.At("prepared")).Prepare(new DatasetRequest
        {
            Sources = [voc.Source],
            Splits = [new SplitRequest(Set, [new SplitPart("x", [Set])])],
            Reading = new ReadingOptions { ClassNames = ["cat", "dog"] },
        }).Dispose();
        return File.ReadAllBytes(folder.At("prepared", "summary.json"));
    }

    private static string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
