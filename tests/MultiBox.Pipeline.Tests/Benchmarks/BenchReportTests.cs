using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Pipeline.Benchmarks;

namespace MultiBox.Pipeline.Tests.Benchmarks;

public sealed class BenchReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_has_a_machine_and_a_row_for_each_workload_and_peer()
    {
        var workload = Workload.Timed("path-300", _ => 1);
        var ours = new SampleSummary(300, 280, 310, 305, 7);
        var root = Written(Figures.Report(
            BenchRow.Of(workload, ours, "pillow", new SampleSummary(120, 110, 130, 121, 7)),
            BenchRow.Of(workload, ours, "opencv", new SampleSummary(200, 190, 210, 201, 7)),
            BenchRow.Of(Workload.Timed("zoom-out", _ => 1), ours)));
        Assert.Equal(["machine", "part", "input", "peers", "written", "rows"], Keys(root));
        Assert.Equal(
            ["processor", "cores", "vectorBits", "vectorInstructions", "memoryBytes", "system", "runtime", "multibox", "commit", "dirty"],
            Keys(root.GetProperty("machine")));
        var rows = root.GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(3, rows.Length);
        Assert.All(rows, row => Assert.Equal(
            [
                "name", "unit", "median", "min", "max", "peer", "peerMedian", "ratio",
                "peerMin", "peerMax", "cpuMedian", "peerCpuMedian", "cpuRatio", "spread", "rounds", "threads",
            ],
            Keys(row)));
        Assert.StartsWith(
            """{"name":"path-300","unit":"images/s","median":300,"min":280,"max":310,"peer":"pillow","peerMedian":120,"ratio":2.5,""",
            Compact(rows[0]),
            StringComparison.Ordinal);
        Assert.StartsWith(
            """{"name":"path-300","unit":"images/s","median":300,"min":280,"max":310,"peer":"opencv","peerMedian":200,"ratio":1.5,""",
            Compact(rows[1]),
            StringComparison.Ordinal);
        Assert.StartsWith(
            """{"name":"zoom-out","unit":"images/s","median":300,"min":280,"max":310,"peer":null,"peerMedian":null,"ratio":null,""",
            Compact(rows[2]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_written_is_read_again()
    {
        var report = Figures.Report(Figures.Rate("decode", 500, 400, 600));
        report.Write(_folder["bench/data.json"]);
        var read = BenchReport.Read(_folder["bench/data.json"]);
        Assert.Equal(report.Machine, read.Machine);
        Assert.Equal(report.Rows, read.Rows);
        Assert.Equal((report.Part, report.Input, report.Written), (read.Part, read.Input, read.Written));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"machine":{}}""")]
    public void A_file_without_figures_is_refused(string text)
    {
        var path = _folder.Write("data.json", text);
        var fault = Assert.Throws<MultiBoxException>(() => BenchReport.Read(path));
        Assert.Equal($"{path}: not a file of figures: machine or rows are missing. Delete it, or accept new figures with --accept.", fault.Message);
    }

    [Fact]
    public void A_file_that_is_no_JSON_is_refused()
    {
        var path = _folder.Write("data.json", "{");
        var fault = Assert.Throws<MultiBoxException>(() => BenchReport.Read(path));
        Assert.StartsWith($"{path}: not a file of figures: ", fault.Message, StringComparison.Ordinal);
    }

    private static string[] Keys(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    private JsonElement Written(BenchReport report)
    {
        report.Write(_folder["data.json"]);
        return JsonDocument.Parse(File.ReadAllText(_folder["data.json"])).RootElement;
    }
}
