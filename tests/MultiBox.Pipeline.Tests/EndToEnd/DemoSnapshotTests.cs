using System.Runtime.CompilerServices;
using System.Text.Json;
using MultiBox.Imaging;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Stages;
using Snapshooter.Xunit;

namespace MultiBox.Pipeline.Tests.EndToEnd;

/// <summary>
/// What the demonstration leaves for a fixed detector and fixed pictures. When a change is meant, delete what is in Snapshots and
/// __snapshots__, run these tests with MULTIBOX_UPDATE_SNAPSHOTS=1 and look at the pictures before committing them.
/// </summary>
[Trait("Category", "EndToEnd")]
public sealed class DemoSnapshotTests : IDisposable
{
    private const string UpdateVariable = "MULTIBOX_UPDATE_SNAPSHOTS";

    private static readonly bool Update = Environment.GetEnvironmentVariable(UpdateVariable) == "1";

    private readonly Laboratory _lab = new();

    public DemoSnapshotTests()
    {
        // Without this a missing snapshot would be written and the test would pass.
        Environment.SetEnvironmentVariable("SNAPSHOOTER_STRICT_MODE", Update ? "false" : "true");
        _lab.Options = _lab.Options with { Overrides = ["train.epochs=1", "train.validate_every=0"] };
        _lab.RunTo(Stage.Train);
        FormulaWeights.Write(Checkpoint.Newest(_lab.Run.Checkpoints)!.Weights, background: 4.5f, classCount: 7);
        _lab.Options = _lab.Options with { Images = [Paint("meadow", 200, 150, 3), Paint("tower", 120, 180, 5)], Threshold = 0.47, RunId = _lab.Run.Id };
        using var bench = new Workbench(_lab.Options, _lab.Log, CancellationToken.None);
        bench.Run(Stage.Demo);
    }

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void The_detections_are_those_of_the_snapshot()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_lab.Run.Demo, "detections.json")));
        // Coarser than the file: processors differ in the last bits of a float.
        Snapshot.Match(new
        {
            Threshold = file.RootElement.GetProperty("threshold").GetDouble(),
            Images = file.RootElement.GetProperty("images").EnumerateArray().Select(image => new
            {
                Image = Text(image, "image"),
                Output = Text(image, "output"),
                Size = $"{image.GetProperty("width").GetInt32()} x {image.GetProperty("height").GetInt32()}",
                Detections = image.GetProperty("detections").EnumerateArray().Select(detection =>
                    $"{Text(detection, "class")} {detection.GetProperty("score").GetDouble():f2} at " +
                    string.Join(", ", detection.GetProperty("box").EnumerateArray().Select(x => $"{x.GetDouble():f0}"))).ToList(),
            }).ToList(),
        });

        static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
    }

    [Theory]
    [InlineData("meadow")]
    [InlineData("tower")]
    public void The_pictures_are_those_of_the_snapshot(string name)
    {
        var found = ImageFile.Decode(Path.Combine(_lab.Run.Demo, $"{name}.png"));
        var path = Path.Combine(Folder(), $"{name}.png");
        if (Update && !File.Exists(path)) ImageFile.Write(path, found);
        Assert.True(File.Exists(path), $"{path} is missing. Run with {UpdateVariable}=1 and look at it.");
        var expected = ImageFile.Decode(path);
        Assert.Equal((expected.Width, expected.Height), (found.Width, found.Height));
        // Anti-aliased lines may differ a little between platforms: on average by 2 of 255, and by more than 32 in few places.
        var differences = expected.Pixels.Zip(found.Pixels, (a, b) => Math.Abs(a - b)).ToList();
        Assert.InRange(differences.Average(), 0, 2);
        var pixels = differences.Chunk(3).Count(channels => channels.Max() > 32);
        Assert.InRange((double)pixels / (found.Width * found.Height), 0, 0.005);
    }

    private static string Folder([CallerFilePath] string source = "") => Path.Combine(Path.GetDirectoryName(source)!, "Snapshots");

    // Slanting stripes of a smooth colour, with a bright box: nothing that a photograph's decoder could blur.
    private string Paint(string name, int width, int height, int stripes)
    {
        var picture = new RgbImage(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var i = ((y * width) + x) * 3;
                var inBox = x > width / 4 && x < width / 2 && y > height / 3 && y < 3 * height / 4;
                picture.Pixels[i] = (byte)(inBox ? 230 : 60 + (120 * x / width));
                picture.Pixels[i + 1] = (byte)(inBox ? 90 : 90 + (100 * y / height));
                picture.Pixels[i + 2] = (byte)((((x + y) * stripes / (width + height)) % 2 * 80) + 70);
            }
        }

        var path = _lab[$"pictures/{name}.png"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ImageFile.Write(path, picture);
        return path;
    }
}
