using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Imaging;
using MultiBox.Pipeline.Benchmarks;
using MultiBox.Pipeline.Benchmarks.Data;
using MultiBox.Pipeline.Tests.Benchmarks.Peers;
using MultiBox.Pipeline.Tests.EndToEnd;

namespace MultiBox.Pipeline.Tests.Benchmarks.Data;

/// <summary>The part <c>data</c> from end to end, quickly: what is measured is real, the figures mean nothing.</summary>
public sealed class DataBenchTests : IDisposable
{
    private static readonly string[] PathRows = ["path-300", "path-512", "path-300-matrix"];

    private static readonly string[] OwnRows =
    [
        "decode", "decode-half", "zoom-out", "crop", "resize-nearest", "resize-bilinear", "resize-area", "resize-bicubic", "resize-lanczos",
        "color", "mirror", "normalize",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_Python_there_is_a_row_for_each_workload()
    {
        Run(pythons: []);
        var rows = Rows();
        var names = rows.Select(row => row.GetProperty("name").GetString()!).ToArray();
        var loaders = names.Where(name => name.StartsWith("loader-300-threads-", StringComparison.Ordinal)).ToArray();
        Assert.Equal([.. PathRows, "path-300-allocated", "read-files", .. OwnRows, .. loaders, "loader-300-allocated"], names);
        Assert.Equal("loader-300-threads-1", loaders[0]);
        Assert.Equal($"loader-300-threads-{Environment.ProcessorCount}", loaders[^1]);
        Assert.All(rows, row =>
        {
            Assert.Equal(JsonValueKind.Null, row.GetProperty("peer").ValueKind);
            Assert.Equal(JsonValueKind.Null, row.GetProperty("ratio").ValueKind);
            var isCost = row.GetProperty("name").GetString()!.EndsWith("-allocated", StringComparison.Ordinal);
            Assert.Equal(isCost ? "bytes/image" : "images/s", row.GetProperty("unit").GetString());
            Assert.True(row.GetProperty("min").GetDouble() > 0, row.ToString());
            Assert.InRange(row.GetProperty("median").GetDouble(), row.GetProperty("min").GetDouble(), row.GetProperty("max").GetDouble());
        });
        Assert.Equal(["Peer pillow: left out.", "Peer opencv: left out."], _log.Lines.Take(2).Select(line => line[..line.IndexOf(" No", StringComparison.Ordinal)]));
        Assert.Equal($"Bench: figures of data in {_folder["artifacts/bench/data.json"]}.", _log.Lines[^1]);
        var table = Assert.Single(_log.Tables);
        Assert.StartsWith("Data path: 2 generated pictures of 500x375, ", table.Title, StringComparison.Ordinal);
        Assert.Equal(rows.Length, table.Rows.Count);
        Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Count));
    }

    [SkippableFact]
    public void Pillow_and_OpenCV_do_the_same_beside_us()
    {
        Python.With("PIL", "numpy");
        Python.With("cv2", "numpy");
        Run(Python.Candidates);
        Assert.DoesNotContain(_log.Warnings, warning => warning.StartsWith("Peer ", StringComparison.Ordinal));
        var rows = Rows();
        string[] own = ["zoom-out", "crop"];
        foreach (var name in (string[])[.. PathRows, .. OwnRows.Except(own)])
        {
            var pair = rows.Where(row => row.GetProperty("name").GetString() == name).ToArray();
            Assert.Equal(["pillow", "opencv"], pair.Select(row => row.GetProperty("peer").GetString()));
            Assert.All(pair, row =>
            {
                var (ours, theirs) = (row.GetProperty("median").GetDouble(), row.GetProperty("peerMedian").GetDouble());
                Assert.Equal(ours / theirs, row.GetProperty("ratio").GetDouble(), tolerance: 0.01 * ours / theirs);
            });
        }

        Assert.Equal(2, Document().GetProperty("peers").EnumerateObject().Count());
    }

    [SkippableFact]
    public void The_peers_make_inputs_of_the_right_shape_and_range()
    {
        using var pictures = PictureSet.Generate(1, CancellationToken.None);
        PeerManifest.Write(pictures["manifest.json"], pictures.Records, new());
        var scripts = Path.Combine(Laboratory.Repository, "tools", "peers");
        foreach (var spec in PeerManifest.Peers(scripts, pictures["manifest.json"]))
        {
            var lines = SelfTest(Python.With([.. spec.Modules]), [spec.Script, .. spec.Arguments, "--self-test"]);
            Assert.Matches(@"^decode +\(375, 500, 3\) +uint8 ", lines[1]);
            Assert.Matches(@"^decode-half +\(188, 250, 3\) +uint8 ", lines[2]);
            Assert.All(lines[3..8], line => Assert.Matches(@"^resize-\w+ +\(300, 300, 3\) +uint8 ", line));
            Assert.All(lines[8..11], line => Assert.Matches(@"^(color|color-matrix|mirror) +\(300, 300, 3\) +uint8 ", line));
            Assert.Matches(@"^normalize +\(3, 300, 300\) +float32 +mean +-?[0-2]\.", lines[11]);
            // The two ways to change colours agree.
            Assert.Equal(Mean(lines[8]), Mean(lines[9]), tolerance: 2);
        }
    }

    [Fact]
    public void A_users_pictures_are_measured_instead()
    {
        ImageFile.Write(_folder["pictures/a.png"], new RgbImage(64, 48, 90));
        Run(pythons: [], images: [_folder["pictures"]]);
        Assert.StartsWith("1 picture, ", Document().GetProperty("input").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_users_damaged_picture_is_named()
    {
        var whole = ImageFile.EncodeJpeg(PictureGenerator.Paint(0).Image, 90);
        File.WriteAllBytes(_folder["cut.jpg"], whole[..(whole.Length / 2)]);
        var fault = Assert.Throws<MultiBoxException>(() => Run(pythons: [], images: [_folder["cut.jpg"]]));
        Assert.StartsWith($"--images: {_folder["cut.jpg"]}: the picture cannot be decoded (", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(" The file is damaged or incomplete; fetch or export it again. Or leave it out.", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["artifacts/bench/data.json"]));
    }

    [Fact]
    public void Accepted_figures_are_kept_and_compared_with_later_ones()
    {
        ImageFile.Write(_folder["a.png"], new RgbImage(64, 48, 90));
        Run(pythons: [], images: [_folder["a.png"]], accept: true);
        var accepted = _folder["artifacts/bench/accepted/data.json"];
        Assert.Equal($"Bench: accepted, in {accepted}.", _log.Lines[^1]);

        // As if the machine had been far faster: everything is slower now.
        var report = BenchReport.Read(accepted);
        (report with { Rows = [.. report.Rows.Select(row => row with { Median = 1e9, Min = 1e9, Max = 1e9 })] }).Write(accepted);
        Run(pythons: [], images: [_folder["a.png"]]);
        Assert.Contains(_log.Warnings, warning => warning.StartsWith("Bench: worse than accepted: decode: ", StringComparison.Ordinal));

        // As if it had been far slower and more wasteful.
        (report with { Rows = [.. report.Rows.Select(row => row.Unit == "images/s" ? row with { Min = 1e-3 } : row with { Max = 1e12 })] }).Write(accepted);
        Run(pythons: [], images: [_folder["a.png"]]);
        Assert.Equal("Bench: nothing is worse than the accepted figures of data.", _log.Lines[^1]);

        (report with { Machine = report.Machine with { Cores = 1000 } }).Write(accepted);
        Run(pythons: [], images: [_folder["a.png"]]);
        Assert.Equal(
            $"Bench: not compared with the accepted figures of data: the accepted figures are of another machine ({report.Machine.Processor}, 1000 cores). Accept these with --accept.",
            _log.Lines[^1]);
    }

    private static double Mean(string line) => double.Parse(line.Split("mean")[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture);

    private static string[] SelfTest(string python, string[] arguments)
    {
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n');
    }

    private void Run(IReadOnlyList<string> pythons, IReadOnlyList<string>? images = null, bool accept = false)
    {
        var options = new WorkbenchOptions
        {
            RepositoryRoot = Laboratory.Repository,
            DataFolder = _folder["data"],
            ArtifactsFolder = _folder["artifacts"],
            Experiment = "none",
            PluginFolders = [],
            Images = images ?? [],
            Accept = accept,
            BenchParts = ["data"],
        };
        _log.Take();
        _log.Tables.Clear();
        _log.Warnings.Clear();
        Bench.Run(new BenchContext(options, BenchPace.Quick with { Pictures = 2 }, pythons, () => throw new InvalidOperationException("No plugin is needed."), _log, CancellationToken.None));
    }

    private JsonElement Document() => JsonDocument.Parse(File.ReadAllText(_folder["artifacts/bench/data.json"])).RootElement;

    private JsonElement[] Rows() => [.. Document().GetProperty("rows").EnumerateArray()];
}
