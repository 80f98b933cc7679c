using MultiBox.Abstractions;
using MultiBox.Pipeline.Benchmarks;

namespace MultiBox.Pipeline.Tests.Benchmarks;

public sealed class BenchTests
{
    [Fact]
    public void Another_device_than_the_processor_is_refused()
    {
        using var bench = new BenchRun();
        var context = bench.Context("post", []);
        var fault = Assert.Throws<MultiBoxException>(() => Bench.Run(context with { Options = context.Options with { Device = "cuda:0" } }));
        Assert.Equal("--device cuda:0: Bench measures the processor alone. Leave the option out.", fault.Message);
    }
}
