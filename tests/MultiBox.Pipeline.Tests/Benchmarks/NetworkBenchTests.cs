using System.Globalization;
using System.Text.Json;
using MultiBox.Native;
using MultiBox.Pipeline.Benchmarks;
using MultiBox.Pipeline.Benchmarks.Evaluation;
using MultiBox.Pipeline.Tests.Benchmarks.Peers;

namespace MultiBox.Pipeline.Tests.Benchmarks;

/// <summary>The parts <c>infer</c>, <c>train</c>, <c>post</c> and <c>eval</c> from end to end.</summary>
[Trait("Category", "EndToEnd")]
public sealed class NetworkBenchTests : IDisposable
{
    private static readonly string[] PostRows =
    [
        "postprocess", "postprocess-sparse", "postprocess-boxes-1940", "postprocess-boxes-8732", "postprocess-classes-2", "postprocess-classes-81",
    ];

    private static readonly string[] EvalRows = ["voc-eval", "evaluate-bccd"];

    // What this processor has no instructions for is not measured.
    private static readonly string[] Precisions = DeviceAbilities.CpuHasBfloat16 ? ["fp32", "bf16"] : ["fp32"];

    private static readonly string[] InferRows = [.. new[] { "resnet50-512", "resnet18-300" }.SelectMany(network => Precisions.Select(precision => $"{network}-infer-{precision}"))];

    private static readonly string[] TrainRows = [.. Precisions.Select(precision => $"resnet18-300-train-{precision}")];

    private readonly BenchRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Without_Python_there_is_a_row_for_each_workload()
    {
        Assert.Equal(TrainRows, Names(_run.Rows("train", [])));
        Assert.Equal(PostRows, Names(_run.Rows("post", [])));
        Assert.Equal(EvalRows, Names(_run.Rows("eval", [])));
    }

    [Fact]
    public void ONNX_Runtime_needs_no_Python_and_is_the_first_peer()
    {
        var rows = _run.Rows("infer", []);
        Assert.Equal(InferRows, Names(rows));
        Assert.All(rows, row => Assert.Equal("onnxruntime", row.GetProperty("peer").GetString()));
        Assert.All(rows, row => Assert.True(row.GetProperty("ratio").GetDouble() > 0));
    }

    [SkippableFact]
    public void PyTorch_infers_and_trains_beside_us()
    {
        Python.With("torch", "torchvision", "numpy");
        Assert.Equal(
            [.. InferRows.SelectMany(name => new[] { (name, "onnxruntime"), (name, "pytorch"), (name, "pytorch-optimized") })],
            _run.Rows("infer", Python.Candidates).Select(row => (row.GetProperty("name").GetString(), row.GetProperty("peer").GetString())));
        Assert.All(_run.Rows("train", Python.Candidates), row => Assert.Equal("pytorch", row.GetProperty("peer").GetString()));
        Assert.DoesNotContain(_run.Log.Warnings, warning => warning.StartsWith("Peer ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void PyTorch_and_NumPy_do_the_same_beside_us()
    {
        Python.With("torch", "torchvision", "numpy", "PIL");
        Assert.All(_run.Rows("post", Python.Candidates), row => Assert.Equal("torchvision", row.GetProperty("peer").GetString()));
        Assert.Equal(["numpy", "torchvision"], _run.Rows("eval", Python.Candidates).Select(row => row.GetProperty("peer").GetString()));
        Assert.DoesNotContain(_run.Log.Warnings, warning => warning.StartsWith("Peer ", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void The_development_kit_in_NumPy_measures_the_same_average_precision()
    {
        var python = Python.With("numpy");
        using var folder = new BenchFolder();
        var workload = new VocMetricWorkload(40);
        workload.WriteManifest(folder["voc.json"], folder);
        var theirs = double.Parse(BenchRun.SelfTest(python, "voc_devkit.py", folder["voc.json"])[0], CultureInfo.InvariantCulture);
        Assert.InRange(theirs, 0.05, 0.95);
        Assert.Equal(theirs, workload.Evaluate(), 1e-9);
    }

    private static IEnumerable<string?> Names(IEnumerable<JsonElement> rows) => rows.Select(row => row.GetProperty("name").GetString());
}
