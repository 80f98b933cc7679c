using MultiBox.Pipeline.Benchmarks.Gpu;
using MultiBox.Pipeline.Tests.Benchmarks.Peers;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Benchmarks.Gpu;

/// <summary>The part <c>gpu</c>, with the processor in the device's place: what it does there is the same but for the waits.</summary>
public sealed class GpuBenchTests : IDisposable
{
    private static readonly string[] Networks = ["resnet50-512", "vgg16-300"];

    private readonly BenchRun _run = new();

    public void Dispose() => _run.Dispose();

    [SkippableFact]
    public void Both_networks_are_measured_beside_PyTorch_and_by_the_phases_of_a_step()
    {
        Python.With("torch", "torchvision", "numpy");
        var figures = GpuBench.Measure(_run.Context(GpuBench.Name, Python.Candidates), CPU);
        Assert.Equal("cpu", figures.Device);
        Assert.Equal(
            Networks.SelectMany(network => new[]
            {
                $"{network}-infer-fp32-batch2", $"{network}-train-fp32-batch2", $"{network}-loaded-fp32-batch2", $"{network}-loaded-fp32-batch2-input",
                $"{network}-loaded-fp32-batch2-copy", $"{network}-loaded-fp32-batch2-forward", $"{network}-loaded-fp32-batch2-loss",
                $"{network}-loaded-fp32-batch2-backward", $"{network}-loaded-fp32-batch2-update",
            }),
            figures.Rows.Select(row => row.Name));
        Assert.All(figures.Rows, row => Assert.Equal(row.Name.Contains("-loaded-", StringComparison.Ordinal) ? null : "pytorch", row.Peer));
        Assert.All(figures.Rows, row => Assert.True(row.Median >= 0 && (row.Unit == "ms/step" || row.Median > 0), row.Name));
        Assert.DoesNotContain(_run.Log.Warnings, warning => warning.StartsWith("Peer ", StringComparison.Ordinal));

        GpuBench.Part.Show("heading", figures.Rows, _run.Log);
        var split = _run.Log.Tables[^1];
        Assert.Equal(["training", ">images/s", ">input", ">copy", ">forward", ">loss", ">backward", ">update", ">sum", "most"], split.Columns);
        Assert.Equal(Networks.Select(network => $"{network}-loaded-fp32-batch2"), split.Rows.Select(row => row[0]));
        Assert.All(split.Rows, row => Assert.Matches(@"^(input|copy|forward|loss|backward|update) \d+ ?%$", row[^1]));
    }
}
