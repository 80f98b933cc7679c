using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.RecordIo;

/// <summary>A VOC folder packed as im2rec packs it gives what VOC's own reader gives.</summary>
public sealed class RecordIoFromVocTests : IDisposable
{
    // Dividing by the size and multiplying by it again round to 24 bits each: at most 2^-24 of the coordinate twice.
    private const float Rounding = 1f / (1 << 22);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_packed_voc_folder_gives_the_same_records_and_the_same_pictures()
    {
        var (voc, packed) = Both(Folder(), ["cat", "dog"], "trainval");

        AssertSame(voc, packed);
        Assert.Contains(packed, image => image.Picture.Parts is not null);
        Assert.Contains(packed, image => image.Objects.Any(item => item.Difficult));
    }

    [Fact]
    public void The_loader_gives_the_same_batches()
    {
        var (voc, packed) = Both(Folder(), ["cat", "dog"], "trainval");
        var options = new BatchLoaderOptions { InputSize = 32, BatchSize = 2, Workers = 2, Normalization = PixelNormalization.ImageNet };

        var expected = Load(new BatchLoader(voc, options));
        var actual = Load(new BatchLoader(packed, options));

        Assert.Equal(voc.Count, expected.Sum(batch => batch.Ids.Length));
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (a, b) in expected.Zip(actual))
        {
            Assert.Equal(a.Ids, b.Ids);
            Assert.True(a.Pixels.AsSpan().SequenceEqual(b.Pixels));
            Assert.Equal(a.Labels, b.Labels);
            Assert.All(a.Boxes.Zip(b.Boxes), pair => AssertNear(pair.First, pair.Second, 1e-6f));
        }
    }

    [SkippableFact]
    public void Bccd_packed_gives_the_same_records_and_the_same_pictures()
    {
        SharedData.RequireBccd();

        var (voc, packed) = Both(new VocFolder("x", SharedData.Bccd), ["RBC", "WBC", "Platelets"], "test");

        Assert.Equal(72, voc.Count);
        AssertSame(voc, packed);
    }

    private VocFolder Folder()
    {
        // Sizes at which a division rounds, and a difficult object.
        var voc = new VocBuilder(_folder, "voc");
        List<string> ids = [];
        for (var i = 0; i < 9; i++)
        {
            var (width, height) = (81 + (13 * i), 57 + (11 * i));
            var picture = ImageFile.EncodeJpeg(new RgbImage(width, height, (byte)(20 * i)), 90);
            if (i % 4 == 1) picture = [.. RecordIoBuilder.PictureWithMagic(i)[..(8 + (4 * i))], .. picture[2..]];
            var objects = VocBuilder.Item("dog", 1, 2.5f, 30 + i, 40) + VocBuilder.Item("cat", "7", "3", "77.7", "55.25", "<difficult>1</difficult>\n");
            voc.Xml($"im {i}", VocBuilder.Annotation(objects, width, height)).WithPicture($"im {i}.jpg", picture);
            ids.Add($"im {i}");
        }

        return voc.List("trainval", [.. ids]).Folder;
    }

    private (IReadOnlyList<ImageRecord> Voc, IReadOnlyList<ImageRecord> Packed) Both(VocFolder folder, string[] classes, string imageSet)
    {
        var options = new ReadingOptions { ClassNames = classes };
        var voc = new VocReader(options).Read([new VocSelection(folder, [imageSet])]).Records;
        var builder = new RecordIoBuilder();
        for (var i = 0; i < voc.Count; i++)
        {
            var image = voc[i];
            var objects = image.Objects.Select(item => RecordIoBuilder.Item(
                item.Label - 1, item.Box.X1 / image.Width, item.Box.Y1 / image.Height, item.Box.X2 / image.Width, item.Box.Y2 / image.Height,
                item.Difficult ? 1 : 0));
            builder.Image((ulong)i, RecordIoBuilder.Label(6, [], [.. objects]), File.ReadAllBytes(image.Picture.Path), $"JPEGImages/{image.Id}.jpg");
        }

        builder.Write(_folder, "packed", index: true);
        var result = DatasetFormats.RecordIo.Read(new SourceFolder(folder.Name, DatasetFormats.RecordIo, _folder.Root), ["packed"], options);
        Assert.Empty(result.Report.Entries);
        return (voc, result.Records);
    }

    private static void AssertSame(IReadOnlyList<ImageRecord> voc, IReadOnlyList<ImageRecord> packed)
    {
        byte[] buffer = [];
        Assert.Equal(voc.Count, packed.Count);
        foreach (var (a, b) in voc.Zip(packed))
        {
            Assert.Equal((a.Id, a.Source, a.Width, a.Height), (b.Id, b.Source, b.Width, b.Height));
            Assert.Equal(a.Objects.Select(item => (item.Label, item.Difficult)), b.Objects.Select(item => (item.Label, item.Difficult)));
            Assert.All(a.Objects.Zip(b.Objects), pair => AssertNear(pair.First.Box, pair.Second.Box, Rounding * a.Width));
            Assert.Equal(File.ReadAllBytes(a.Picture.Path), SourcePictures.Read(b.Picture, ref buffer).ToArray());
        }
    }

    private static void AssertNear(Box expected, Box actual, float tolerance)
    {
        Assert.InRange(actual.X1 - expected.X1, -tolerance, tolerance);
        Assert.InRange(actual.Y1 - expected.Y1, -tolerance, tolerance);
        Assert.InRange(actual.X2 - expected.X2, -tolerance, tolerance);
        Assert.InRange(actual.Y2 - expected.Y2, -tolerance, tolerance);
    }

    private static List<Loaded> Load(BatchLoader loader)
    {
        var loaded = new List<Loaded>();
        foreach (var batch in loader.Epoch(0))
        {
            using (batch)
            {
                loaded.Add(new Loaded(
                    [.. batch.Records.Select(image => image.Id)], batch.Images.data<float>().ToArray(), [.. batch.GroundTruths.SelectMany(truth => truth.Labels)],
                    [.. batch.GroundTruths.SelectMany(truth => truth.Boxes)]));
            }
        }

        return loaded;
    }

    private sealed record Loaded(string[] Ids, float[] Pixels, int[] Labels, Box[] Boxes);
}
