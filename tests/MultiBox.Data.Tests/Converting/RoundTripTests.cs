using MultiBox.Boxes;
using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Converting;

/// <summary>The law: whatever way a data set goes through the formats, it comes back with the same records, bit for bit.</summary>
public sealed class RoundTripTests : IDisposable
{
    private static readonly string[] Classes = ["cat", "big dog", "mačka's \"kitten\" & <co>"];

    private readonly TemporaryFolder _folder = new();
    private int _conversions;

    public void Dispose() => _folder.Dispose();

    public static TheoryData<ConversionFormat, ConversionFormat> Pairs
    {
        get
        {
            var pairs = new TheoryData<ConversionFormat, ConversionFormat>();
            foreach (var first in Enum.GetValues<ConversionFormat>())
            {
                foreach (var second in Enum.GetValues<ConversionFormat>()) pairs.Add(first, second);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_data_set_comes_back_from_any_two_formats_as_it_was(ConversionFormat first, ConversionFormat second)
    {
        var original = Hard();

        var there = Convert(original, first);
        var back = Convert(Convert(there, second), first);

        AssertSame(original, there);
        AssertSame(original, back);
        // Writing is deterministic: what came through another format is the same files.
        Assert.Equal(Files(_folder.At("0")), Files(_folder.At("2")));
    }

    [Theory]
    [InlineData(ConversionFormat.Voc)]
    [InlineData(ConversionFormat.Coco)]
    [InlineData(ConversionFormat.Yolo)]
    public void Boxes_of_any_floats_come_back_bit_for_bit(ConversionFormat format)
    {
        var random = new Random(3);
        var boxes = new List<Box>
        {
            new(1e-7f, -0f, 100, 50), new(-1, -1, 101, 51), new(-1, -1, 1e-20f, 1), new(99.99999f, 49.999996f, 100, 50),
            new(float.Epsilon, float.Epsilon, 0.1f, 0.1f), new(0, 0, 1e-15f, 1e-15f), new(33.333332f, 16.666666f, 66.666664f, 33.333332f),
        };
        for (var i = 0; i < 2000; i++)
        {
            // Small numbers have more digits behind the point than a sum with a large one can hold.
            var (x, y) = (MathF.Pow(random.NextSingle(), random.Next(1, 9)) * 99, MathF.Pow(random.NextSingle(), random.Next(1, 9)) * 49);
            boxes.Add(new Box(x, y, x + ((101 - x) * random.NextSingle()), y + ((51 - y) * random.NextSingle())));
        }

        var record = new ImageRecord(
            "a", "x", new PictureLocation(Picture("a.jpg", 1)), "none", 100, 50,
            [.. boxes.Where(box => box.Area > 0).Select((box, i) => new AnnotatedObject(1 + (i % 3), box, i % 5 == 0, i % 7 == 0, i % 11 == 0))]);

        AssertSame([("train", [record])], Convert([("train", [record])], format));
    }

    [Fact]
    public void Areas_of_outlines_come_back_from_COCO()
    {
        var record = new ImageRecord(
            "a", "x", new PictureLocation(Picture("a.jpg", 1)), "none", 100, 50, [Object(1, 0.1f, 0.2f, 33.3f, 44.4f) with { Area = 77.3 }, Object(2, 1, 1, 9, 9)]);
        var back = Convert(Convert([("train", [record])], ConversionFormat.Coco), ConversionFormat.Coco);
        Assert.Equal([77.3, null], back[0].Records[0].Objects.Select(item => item.Area));
    }

    [SkippableTheory]
    [InlineData(ConversionFormat.Voc)]
    [InlineData(ConversionFormat.Coco)]
    [InlineData(ConversionFormat.Yolo)]
    public void Bccd_comes_back_to_its_own_format_as_it_was(ConversionFormat format)
    {
        SharedData.RequireBccd();
        var options = new ReadingOptions { ClassNames = ["RBC", "WBC", "Platelets"] };
        var source = new SourceFolder("bccd", DatasetFormats.Voc, SharedData.Bccd);
        List<(string, IReadOnlyList<ImageRecord>)> original =
            [.. new[] { "val", "test" }.Select(set => (set, DatasetFormats.Voc.Read(source, [set], options).Records))];

        var back = Convert(Convert(original, format, options), ConversionFormat.Voc, options);

        Assert.Equal([87, 72], back.Select(split => split.Records.Count));
        AssertSame(original, back);
    }

    /// <summary>Two splits that share an image, with all that is hard to keep.</summary>
    private List<(string, IReadOnlyList<ImageRecord>)> Hard()
    {
        var shared = new ImageRecord("2007 1", "x", new PictureLocation(Picture("shared.jpg", 2)), "none", 100, 50, [Object(1, 0, 0, 100, 50)]);
        return
        [
            ("train",
            [
                new ImageRecord("日本 é", "x", new PictureLocation(Picture("b.jpg", 3)), "none", 100, 50,
                [
                    Object(3, 0.1f, 0.2f, 33.3f, 44.4f) with { Crowd = true },
                    Object(1, 1, 1, 2, 2) with { Difficult = true, Truncated = true },
                    Object(2, -1, -0.5f, 101, 50.75f) with { Truncated = true },
                    Object(2, 1e-7f, 16.666666f, 99.99999f, 33.333332f),
                ]),
                shared,
                new ImageRecord("without.objects", "x", new PictureLocation(Picture("c.png", 4, png: true)), "none", 7, 5, []),
                new ImageRecord("a", "x", new PictureLocation(Picture("d.png", 5, png: true)), "none", 7, 5, [Object(2, 1, 2, 3, 4)]),
            ]),
            ("test", [shared, new ImageRecord("#1: 100%", "x", new PictureLocation(Picture("e.jpg", 6)), "none", 100, 50, [Object(1, 3, 3, 97, 47) with { Crowd = true }])]),
        ];
    }

    private static AnnotatedObject Object(int label, float x1, float y1, float x2, float y2) => new(label, new Box(x1, y1, x2, y2), false, false);

    private string Picture(string name, byte gray, bool png = false) => _folder.Write(
        Path.Combine("pictures", name), png ? ImageFile.EncodePng(new RgbImage(7, 5, gray)) : ImageFile.EncodeJpeg(new RgbImage(100, 50, gray), 80));

    private List<(string, IReadOnlyList<ImageRecord> Records)> Convert(
        IReadOnlyList<(string Name, IReadOnlyList<ImageRecord> Records)> splits, ConversionFormat format, ReadingOptions? options = null)
    {
        var folder = _folder.At($"{_conversions++}");
        options ??= new ReadingOptions { ClassNames = Classes, KeepEmpty = true };
        new DatasetConverter(format).Convert(
            folder, options.ClassNames, [.. splits.Select(split => new ConversionSplit(split.Name, split.Records, new SourcePictures(split.Records)))]);

        var reader = DatasetFormats.All.Single(known => known.Name.Equals(format.ToString(), StringComparison.OrdinalIgnoreCase));
        var source = new SourceFolder("x", reader, folder);
        Assert.Empty(reader.MissingParts(folder));
        return
        [
            .. splits.Select(split =>
            {
                var result = reader.Read(source, [split.Name], options);
                Assert.Equal("no faults.\n", result.Report.ToText());
                return (split.Name, result.Records);
            }),
        ];
    }

    private static void AssertSame(
        IReadOnlyList<(string Name, IReadOnlyList<ImageRecord> Records)> expected, IReadOnlyList<(string Name, IReadOnlyList<ImageRecord> Records)> actual)
    {
        byte[] first = [], second = [];
        Assert.Equal(expected.Select(split => split.Name), actual.Select(split => split.Name));
        foreach (var (before, after) in expected.Zip(actual))
        {
            Assert.Equal(before.Records.Select(Describe), after.Records.Select(Describe));
            foreach (var (a, b) in before.Records.Zip(after.Records))
            {
                Assert.True(SourcePictures.Read(a.Picture, ref first).SequenceEqual(SourcePictures.Read(b.Picture, ref second)));
            }
        }
    }

    private static string Describe(ImageRecord record) =>
        $"{record.Id} {record.Width}x{record.Height}\n" + string.Concat(record.Objects.Select(item =>
            $"{item.Label} {Bits(item.Box.X1)} {Bits(item.Box.Y1)} {Bits(item.Box.X2)} {Bits(item.Box.Y2)} {item.Difficult} {item.Truncated} {item.Crowd}\n"));

    private static string Bits(float number) => BitConverter.SingleToUInt32Bits(number).ToString("X8", System.Globalization.CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Files(string root) => Directory.GetFiles(root, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(root, file), file => System.Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));
}
