using System.Diagnostics;
using MultiBox.Data.Tests.Voc;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Preparing;

/// <summary>Tests that look at the whole process, and so run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeProcess
{
    public const string Name = "Whole process";
}

[Collection(WholeProcess.Name)]
public sealed class PreparingMemoryTests : IDisposable
{
    private const int Images = 2000;
    private const int PictureBytes = 128 << 10;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // 2,000 pictures of 128 KB are 250 MB; nothing of it may pile up.
    [Fact]
    public void Preparing_thousands_of_pictures_needs_the_memory_of_a_few()
    {
        var voc = new VocBuilder(_folder, "voc");
        string[] ids = [.. Enumerable.Range(0, Images).Select(i => $"{i:00000}")];
        var picture = new byte[PictureBytes];
        ImageFile.EncodeJpeg(new RgbImage(100, 50, 90), 80).CopyTo(picture, 0);
        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            // Behind the end of the picture, where no decoder looks.
            BitConverter.TryWriteBytes(picture.AsSpan(PictureBytes - 4), i);
            voc.Xml(id, VocBuilder.Annotation(VocBuilder.Item("dog"))).WithPicture(id + ".jpg", picture);
        }

        voc.List("train", ids);
        var request = new DatasetRequest
        {
            Sources = [voc.Source],
            Splits = [new SplitRequest("train", [new SplitPart("voc", ["train"])])],
            Reading = new ReadingOptions { ClassNames = ["dog"] },
        };
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var before = process.WorkingSet64;
        var most = 0L;
        var progress = new Sampling(p =>
        {
            if (p.Done % 100 != 0) return;
            process.Refresh();
            most = Math.Max(most, process.WorkingSet64 - before);
        });

        for (var run = 0; run < 2; run++)
        {
            using var prepared = new DatasetPreparer(_folder.At("prepared")).Prepare(request, progress);
            Assert.Equal(Images, prepared.Split("train").Records.Count);
        }

        Assert.InRange(new FileInfo(_folder.At("prepared", "train.pack")).Length, (long)Images * PictureBytes, long.MaxValue);
        Assert.InRange(most, long.MinValue, 160 << 20);
    }

    private sealed class Sampling(Action<PrepareProgress> report) : IProgress<PrepareProgress>
    {
        public void Report(PrepareProgress value) => report(value);
    }
}
