using System.Globalization;
using MultiBox.Imaging;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Stages;
using MultiBox.Pipeline.Training;

namespace MultiBox.Pipeline.Tests.EndToEnd;

/// <summary>The experiment of the reference's main result, as it is shipped, on folders in PASCAL VOC's layout.</summary>
[Trait("Category", "EndToEnd")]
public sealed class ShippedExperimentTests : IDisposable
{
    private static readonly string[] Classes = ["dog", "person", "bicycle"];

    private readonly Laboratory _lab = new(File.ReadAllText(Path.Combine(Laboratory.Repository, "experiments", "resnet50-512.yml")), "resnet50-512");

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void Resnet50_512_trains_evaluates_and_demonstrates_on_a_CPU()
    {
        WriteSource("VOC2007", ("trainval", ["000005"]), ("test", ["000001"]));
        WriteSource("VOC2012", ("trainval", ["2008_000008"]));
        _lab.Options = _lab.Options with
        {
            Overrides =
            [
                "train.batch_size=1", "train.epochs=1", "train.workers=1", "train.cache_mb=0", "train.log_every=1", "train.validate_every=0",
                "train.learning_rate.base=0.0001", "train.learning_rate.schedule=constant", "evaluate.batch_size=1", "demo.count=1",
            ],
        };
        var lines = _lab.RunTo(Stage.Demo);
        Assert.Contains(lines, line => line.Contains("2 images", StringComparison.Ordinal) && line.Contains("6,132 default boxes on 6 maps", StringComparison.Ordinal));
        Assert.Equal([1, 2], new TrainingJournal(_lab.Run.Journal).Read().OfType<JournalStep>().Select(step => step.Step));
        var metrics = RunMetrics.Read(_lab.Run.Metrics);
        Assert.Equal(1, metrics.Images);
        Assert.Equal(20, metrics.PerClass.Count);
        // Only the classes of the one test picture have an average precision.
        Assert.Equal(Classes.Order(StringComparer.Ordinal), metrics.PerClass.Where(ap => ap.Value is not null).Select(ap => ap.Key).Order(StringComparer.Ordinal));
        Assert.Equal(20, Directory.GetFiles(_lab.Run.Detections, "comp4_det_test_*.txt").Length);
        Assert.True(File.Exists(Path.Combine(_lab.Run.Demo, "000001.png")));
    }

    // Pictures of three rectangles, one object each, of a size that is usual in PASCAL VOC.
    private void WriteSource(string name, params (string Set, string[] Ids)[] sets)
    {
        foreach (var (set, ids) in sets)
        {
            Write($"data/VOCdevkit/{name}/ImageSets/Main/{set}.txt", string.Concat(ids.Select(id => id + "\n")));
            foreach (var id in ids)
            {
                var picture = new RgbImage(500, 375, 90);
                var objects = Classes.Select((label, i) =>
                {
                    var (x, y) = (20 + (160 * i), 60 + (40 * i));
                    Fill(picture, x, y, 120, 180, (byte)(80 * i));
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"<object><name>{label}</name><difficult>0</difficult><bndbox><xmin>{x}</xmin><ymin>{y}</ymin><xmax>{x + 120}</xmax><ymax>{y + 180}</ymax></bndbox></object>");
                });
                Write($"data/VOCdevkit/{name}/Annotations/{id}.xml", $"<annotation><size><width>500</width><height>375</height><depth>3</depth></size>{string.Concat(objects)}</annotation>");
                var path = Write($"data/VOCdevkit/{name}/JPEGImages/{id}.jpg", "");
                ImageFile.Write(path, picture);
            }
        }
    }

    private string Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_lab[relative])!);
        File.WriteAllText(_lab[relative], text);
        return _lab[relative];
    }

    private static void Fill(RgbImage picture, int x, int y, int width, int height, byte value)
    {
        for (var row = y; row < y + height; row++) picture.Pixels.AsSpan(((row * picture.Width) + x) * 3, width * 3).Fill(value);
    }
}
