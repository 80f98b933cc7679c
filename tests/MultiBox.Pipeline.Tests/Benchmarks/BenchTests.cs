using MultiBox.Abstractions;
using MultiBox.Pipeline.Benchmarks;
using MultiBox.Pipeline.Benchmarks.Gpu;

namespace MultiBox.Pipeline.Tests.Benchmarks;

public sealed class BenchTests
{
    [Theory]
    [InlineData("post", "cuda:0", "--device cuda:0: the part post measures the processor. Expected --only gpu with it, or no --device.")]
    [InlineData("post,gpu,eval", "cuda", "--device cuda: the parts post, eval measure the processor. Expected --only gpu with it, or no --device.")]
    [InlineData("gpu", "cpu", "--device cpu: the part gpu measures a CUDA device. Leave --device out, or the part.")]
    public void A_part_is_measured_on_the_device_that_it_is_for(string parts, string device, string message)
    {
        using var bench = new BenchRun();
        var context = bench.Context("post", []);
        var fault = Assert.Throws<MultiBoxException>(() => Bench.Run(context with { Options = context.Options with { Device = device, BenchParts = parts.Split(',') } }));
        Assert.Equal(message, fault.Message);
    }

    [SkippableFact]
    public void Without_a_CUDA_device_the_part_for_it_says_what_is_missing()
    {
        Skip.If(GpuBench.IsPossible(), "libtorch sees a CUDA device here.");
        using var bench = new BenchRun();
        var context = bench.Context("post", []);
        var fault = Assert.Throws<MultiBoxException>(() => Bench.Run(context with { Options = context.Options with { BenchParts = ["post", GpuBench.Name] } }));
        Assert.StartsWith("device 'cuda': libtorch sees no CUDA device.", fault.Message, StringComparison.Ordinal);
        Assert.Empty(bench.Log.Tables);
    }
}
