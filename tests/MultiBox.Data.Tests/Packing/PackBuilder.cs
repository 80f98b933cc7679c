using System.IO.Hashing;
using MultiBox.Boxes;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Packing;

/// <summary>Writes packs of made-up records, whose pictures are a few bytes each.</summary>
internal sealed class PackBuilder(TemporaryFolder folder)
{
    /// <summary>Three pictures, the last empty, which is no picture but a pack's business all the same.</summary>
    public static byte[][] Pictures { get; } = [[1, 2, 3, 4, 5], [.. Enumerable.Range(0, 200).Select(i => (byte)i)], []];

    public string Path => folder.At("train.pack");

    /// <summary>The root of the source <c>VOC 2007</c>.</summary>
    public string Root => folder.At("data", "VOC 2007");

    /// <summary>An index in which every field has a value of its own.</summary>
    public PackIndex Index()
    {
        var (picture, annotation) = (System.IO.Path.Combine(Root, "JPEGImages"), System.IO.Path.Combine(Root, "Annotations"));
        var other = folder.At("data", "coco.json");
        ImageRecord[] records =
        [
            new("a", "VOC 2007", new PictureLocation(System.IO.Path.Combine(picture, "a.jpg")), System.IO.Path.Combine(annotation, "a.xml"), 100, 50,
            [
                new AnnotatedObject(1, new Box(1, 2.5f, 30, 40.25f), Difficult: true, Truncated: false),
                new AnnotatedObject(2, new Box(0, 0, 100, 50), Difficult: false, Truncated: true),
                new AnnotatedObject(2, new Box(-1, -1, 101, 51), Difficult: false, Truncated: false, Crowd: true),
            ]),
            new("ünder wasser 猫", "VOC 2007", new PictureLocation(System.IO.Path.Combine(picture, "ünder wasser 猫.png")), other, 4000, 3000, []),
            new("7", "records", new PictureLocation(folder.At("train.rec"), 1234567890123, 4321), folder.At("train.rec"), 640, 480,
            [
                new AnnotatedObject(3, new Box(5, 6, 7, 8), Difficult: true, Truncated: true, Crowd: true),
            ]),
        ];
        return new PackIndex
        {
            Name = "train",
            Fingerprint = "f00d",
            Options = new PackOptions { LongestSide = 500, Quality = 77 },
            Listed = 12,
            WithoutObjects = 4,
            Classes = ["cat", "dog", "Großer Vogel"],
            Sources = [new PackedSource("VOC 2007", "voc", Root), new PackedSource("records", "recordio", folder.Root)],
            Records = records,
            Pictures =
            [
                new PackedPicture(0, Pictures[0].Length, XxHash3.HashToUInt64(Pictures[0]), 100, 50, 0x0123456789ABCDEF, Sha256Sum.Of(Pictures[0])),
                new PackedPicture(0, Pictures[1].Length, XxHash3.HashToUInt64(Pictures[1]), 500, 375, 2, Sha256Sum.Of(Pictures[1])),
                new PackedPicture(0, Pictures[2].Length, XxHash3.HashToUInt64(Pictures[2]), 500, 375, ulong.MaxValue, Sha256Sum.Of(Pictures[2])),
            ],
            Files =
            [
                new PackedFile(System.IO.Path.Combine(Root, "ImageSets", "Main", "trainval.txt"), new FileStamp(StampKind.File, 12, 34), Sha256Sum.Of([9])),
                new PackedFile(picture, new FileStamp(StampKind.Folder, 0, 35), default),
                new PackedFile(System.IO.Path.Combine(annotation, "missing.xml"), default, default),
                new PackedFile("/elsewhere/x.txt", new FileStamp(StampKind.File, 5_000_000_000, 36), default),
                .. records.SelectMany(record => (string[])[record.AnnotationPath, record.Picture.Path]).Distinct()
                    .Select((path, i) => new PackedFile(path, new FileStamp(StampKind.File, 100 + i, 200 + i), Sha256Sum.Of([(byte)i]))),
            ],
            Report = new BadDataReport(
            [
                new BadDataEntry(System.IO.Path.Combine(annotation, "b.xml"), 17, "the box has no area", "a box", "(5, 5, 5, 5)", BadDataAction.ObjectDropped),
                new BadDataEntry("/elsewhere/x.txt", 0, "unreadable picture", "a readable file", "nothing", BadDataAction.ImageDropped),
            ]),
        };
    }

    /// <summary>Writes a pack, placing the pictures.</summary>
    public string Write(PackIndex? index = null)
    {
        index ??= Index();
        using var writer = new PackWriter(Path);
        var placed = index.Pictures.Select((picture, i) => picture with { Offset = writer.Add(Pictures[i]) }).ToList();
        writer.Finish(PackIndexWriter.ToBytes(index with { Pictures = placed }));
        writer.Commit();
        return Path;
    }

    /// <summary>Changes bytes of the index and makes both checksums fit again, as somebody who means harm would.</summary>
    /// <param name="change">Receives the index.</param>
    public void Forge(Action<byte[]> change)
    {
        var bytes = File.ReadAllBytes(Path);
        var header = PackHeader.Parse(bytes.AsSpan(0, PackHeader.Size), bytes.Length, Path);
        var index = bytes[(int)header.IndexOffset..];
        change(index);
        index.CopyTo(bytes, (int)header.IndexOffset);
        (header with { IndexChecksum = XxHash128.HashToUInt128(index) }).ToBytes().CopyTo(bytes, 0);
        File.WriteAllBytes(Path, bytes);
    }
}
