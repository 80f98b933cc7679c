using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Pipeline.Reports;

namespace MultiBox.Pipeline.Tests.Reports;

public sealed class HealthDocumentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder["health.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back()
    {
        Document.Write(FilePath);
        var read = HealthDocument.Read(FilePath);
        read.Write(_folder["again.json"]);
        Assert.Equal(File.ReadAllText(FilePath), File.ReadAllText(_folder["again.json"]));
        Assert.Equal(("tiny", "multibox-health", 1), (read.Experiment, read.Format, read.Version));
        Assert.Equal(Document.Health.Findings, read.Health.Findings);
        Assert.Equal(Document.Health.Duplicates, read.Health.Duplicates);
        Assert.Equal(Document.Health.Splits[0].Matching!.All, read.Health.Splits[0].Matching!.All);
        Assert.Equal(Document.Health.Splits[0].BadData, read.Health.Splits[0].BadData);
        Assert.Equal(["again.json", "health.json"], Directory.GetFiles(_folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_keys_are_those_that_are_documented()
    {
        Document.Write(FilePath);
        using var json = JsonDocument.Parse(File.ReadAllBytes(FilePath));
        var root = json.RootElement;
        Assert.Equal(["format", "version", "experiment", "health"], Keys(root));
        var health = root.GetProperty("health");
        Assert.Equal(["input_size", "classes", "match_iou", "default_boxes", "without_default_boxes", "splits", "duplicates", "findings"], Keys(health));
        var split = health.GetProperty("splits")[0];
        Assert.Equal(
            [
                "name", "images", "empty_images", "listed", "left_out", "objects", "crowd", "outside", "classes", "imbalance", "objects_per_image", "boxes", "pictures",
                "matching", "bad_data",
            ],
            Keys(split));
        Assert.Equal(["name", "images", "objects", "share", "difficult", "truncated", "crowd"], Keys(split.GetProperty("classes")[0]));
        var size = split.GetProperty("matching").GetProperty("sizes")[0];
        Assert.Equal(["from", "to", "count", "hints", "worst"], Keys(size));
        Assert.Equal(["ground_truths", "matched", "best_only", "unreached", "matched_share", "mean_best_iou"], Keys(size.GetProperty("count")));
        Assert.Equal(["cause", "ground_truths", "share", "level", "text", "scale", "aspect_ratio", "step", "input_size"], Keys(size.GetProperty("hints")[0]));
        Assert.Equal(
            ["source", "image_id", "class", "difficult", "box", "input_box", "best_iou", "best_default_box", "map", "cause"], Keys(size.GetProperty("worst")[0]));
        Assert.Equal("too_small", size.GetProperty("hints")[0].GetProperty("cause").GetString());
        Assert.Equal("object_dropped", split.GetProperty("bad_data")[0].GetProperty("action").GetString());
    }

    [Theory]
    [InlineData("{", "not a health report of this program: ")]
    [InlineData("""{"format":"multibox-health","version":2,"experiment":"a","health":null}""", "not a health report of this program: ")]
    [InlineData("""{"format":"other","version":1}""", "not a health report of this program: ")]
    public void Another_file_is_refused(string text, string expected)
    {
        _folder.Write("health.json", text);
        var fault = Assert.Throws<MultiBoxException>(() => HealthDocument.Read(FilePath));
        Assert.StartsWith($"{FilePath}: {expected}", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Write it again with --target Health.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_told() => Assert.Equal(
        $"{FilePath}: there is no such file. Run --target Health first.", Assert.Throws<MultiBoxException>(() => HealthDocument.Read(FilePath)).Message);

    private static HealthDocument Document { get; } =
        new(HealthDocument.FormatName, HealthDocument.CurrentVersion, "tiny", HealthSample.Health(HealthSample.DefaultBoxes));

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
