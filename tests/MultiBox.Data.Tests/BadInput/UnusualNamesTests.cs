using MultiBox.Abstractions;
using MultiBox.Data.Tests.RecordIo;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.BadInput;

/// <summary>Names with spaces and in other alphabets, from the folder to the batch.</summary>
public sealed class UnusualNamesTests : IDisposable
{
    private static readonly string[] Classes = ["rote Ampel", "猫", "l'œuf & co."];

    // The last one is written with a letter and an accent, which some file systems would join.
    private static readonly string[] Ids = ["two dogs", "Hündin 2", "犬.v2", "собака", "a#b%20c&d", "e\u0301te\u0301"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_voc_folder_is_prepared_and_loaded()
    {
        var voc = new VocBuilder(_folder, "meine Bilder", "Daten von Jürgen/meine Bilder").List("zum Üben", Ids);
        foreach (var id in Ids)
        {
            voc.Image(id, [.. Classes.Select((name, i) => VocBuilder.Item(System.Security.SecurityElement.Escape(name), 1 + i, 2, 30 + i, 40))]);
        }

        Check(voc.Source, "zum Üben");
    }

    [Fact]
    public void A_record_file_is_read_and_loaded()
    {
        var builder = new RecordIoBuilder();
        for (var i = 0; i < Ids.Length; i++)
        {
            builder.Image((ulong)i, RecordIoBuilder.Label(6, [], RecordIoBuilder.Item(0), RecordIoBuilder.Item(1), RecordIoBuilder.Item(2)), path: $"meine Bilder/{Ids[i]}.jpg");
        }

        builder.Write(_folder, "zum Üben", index: true);

        CheckLoaded(Read(new SourceFolder("meine Bilder", DatasetFormats.RecordIo, _folder.Root), "zum Üben"));
    }

    [Fact]
    public void Faults_show_them_as_they_are()
    {
        var voc = new VocBuilder(_folder, "x").Image("Hündin 2", VocBuilder.Item("猫 groß")).List("zum Üben", "Hündin 2", "犬");

        var faults = voc.Source.Format.Read(voc.Source, ["zum Üben"], Options).Report.Entries.Select(fault => fault.ToString()).ToList();

        Assert.Equal(
            $"{Path.Combine(voc.Folder.Annotations, "Hündin 2.xml")}:7 unknown class: expected one of rote Ampel, 猫, l'œuf & co., found '猫 groß' (object dropped).", faults[0]);
        Assert.Contains($"{voc.Folder.ImageSetFile("zum Üben")}:2 '犬' has no picture: expected {Path.Combine(voc.Folder.Pictures, "犬.jpg")}, found no such file (image dropped).", faults);
    }

    private static ReadingOptions Options => new() { ClassNames = Classes };

    private void Check(SourceFolder source, string imageSet)
    {
        var request = new DatasetRequest
        {
            Sources = [source],
            Splits = [new SplitRequest("train", [new SplitPart(source.Name, [imageSet])])],
            Reading = Options,
        };
        new DatasetPreparer(_folder.At("vorbereitet für später")).Prepare(request);

        var split = PreparedDataset.Load(_folder.At("vorbereitet für später")).Split("train");

        Assert.Equal(Classes, split.ClassCounts.Select(count => count.Name));
        Assert.All(split.ClassCounts, count => Assert.Equal(Ids.Length, count.Objects));
        CheckLoaded(split.Records);
    }

    private static IReadOnlyList<ImageRecord> Read(SourceFolder source, string imageSet)
    {
        var result = source.Format.Read(source, [imageSet], Options);
        Assert.Empty(result.Report.Entries);
        return result.Records;
    }

    private static void CheckLoaded(IReadOnlyList<ImageRecord> records)
    {
        Assert.Equal(Ids, records.Select(image => image.Id));
        var seen = new List<string>();
        foreach (var batch in new BatchLoader(records, new BatchLoaderOptions { InputSize = 16, BatchSize = 3, Normalization = PixelNormalization.ImageNet }).Epoch(0))
        {
            using (batch)
            {
                seen.AddRange(batch.Records.Select(image => image.Id));
                Assert.All(batch.GroundTruths, truth => Assert.Equal([1, 2, 3], truth.Labels));
            }
        }

        Assert.Equal(Ids, seen);
    }
}
