using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Pipeline.Artifacts;

namespace MultiBox.Pipeline.Tests.Artifacts;

public sealed class RunMetricsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string MetricsFile => _folder["metrics.json"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_has_these_keys_and_no_others()
    {
        Metrics().Write(MetricsFile);
        Assert.Equal(
            """{"metric":"voc07","iou":0.5,"mAP":0.25,"perClass":{"cat":0.5,"dog":null},"images":4,"imagesPerSecond":12.5}""",
            JsonSerializer.Serialize(JsonDocument.Parse(File.ReadAllText(MetricsFile)).RootElement));
        Assert.EndsWith("}\n", File.ReadAllText(MetricsFile), StringComparison.Ordinal);
    }

    [Fact]
    public void COCO_has_no_single_IoU_but_a_summary()
    {
        var coco = new RunMetrics(
            "coco", null, 0.25, new Dictionary<string, double?> { ["cat"] = 0.25 }, 4, 12.5, new Dictionary<string, double?> { ["AP"] = 0.25, ["APsmall"] = null });
        coco.Write(MetricsFile);
        Assert.Equal(
            """{"metric":"coco","mAP":0.25,"perClass":{"cat":0.25},"images":4,"imagesPerSecond":12.5,"summary":{"AP":0.25,"APsmall":null}}""",
            JsonSerializer.Serialize(JsonDocument.Parse(File.ReadAllText(MetricsFile)).RootElement));
        var read = RunMetrics.Read(MetricsFile);
        Assert.Null(read.Iou);
        Assert.Equal(coco.Summary, read.Summary);
    }

    [Theory]
    [InlineData("voc07", 0.5, "VOC07 11-point AP at IoU 0.5")]
    [InlineData("voc", 0.75, "VOC area AP at IoU 0.75")]
    [InlineData("coco", null, "COCO AP at IoU 0.50:0.95")]
    [InlineData("mine", 0.5, "mine at IoU 0.5")]
    public void The_rule_says_what_was_measured(string metric, double? iou, string rule) =>
        Assert.Equal(rule, (Metrics() with { Metric = metric, Iou = iou }).Rule);

    [Fact]
    public void A_file_reads_back_as_it_was_written()
    {
        Metrics().Write(MetricsFile);
        var read = RunMetrics.Read(MetricsFile);
        Assert.Equal(Metrics().PerClass, read.PerClass);
        Assert.Equal(Metrics() with { PerClass = read.PerClass }, read);
    }

    [Fact]
    public void Without_objects_there_is_no_mean()
    {
        (Metrics() with { MeanAveragePrecision = null }).Write(MetricsFile);
        Assert.Null(RunMetrics.Read(MetricsFile).MeanAveragePrecision);
        Assert.Contains("\"mAP\": null", File.ReadAllText(MetricsFile), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"metric\":\"voc07\"")]
    public void Another_file_is_refused(string text)
    {
        File.WriteAllText(MetricsFile, text);
        var fault = Assert.Throws<MultiBoxException>(() => RunMetrics.Read(MetricsFile));
        Assert.StartsWith($"{MetricsFile}: not a file of metrics: ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("Evaluate again, or accept a new baseline with --accept.", fault.Message, StringComparison.Ordinal);
    }

    private static RunMetrics Metrics() => new("voc07", 0.5, 0.25, new Dictionary<string, double?> { ["cat"] = 0.5, ["dog"] = null }, 4, 12.5);
}
