using MultiBox.Pipeline.Benchmarks.Networks;

namespace MultiBox.Pipeline.Tests.Benchmarks.Networks;

public sealed class BenchPrecisionTests
{
    [Fact]
    public void A_processor_with_bfloat16_has_rows_in_both()
    {
        Assert.Equal(["fp32", "bf16"], BenchPrecision.On(bfloat16: true).Select(precision => precision.Name));
        Assert.Equal("", BenchPrecision.MissingOn(bfloat16: true));
    }

    [Fact]
    public void Without_it_the_report_says_why_there_is_one_only()
    {
        Assert.Equal(["fp32"], BenchPrecision.On(bfloat16: false).Select(precision => precision.Name));
        Assert.Equal("; no rows in bf16, for which this processor has no instructions", BenchPrecision.MissingOn(bfloat16: false));
    }

    [Fact]
    public void A_CUDA_device_has_rows_in_what_it_is_fast_in()
    {
        Assert.Equal(["fp32", "tf32", "bf16"], BenchPrecision.OnCuda(new Version(9, 0)).Select(precision => precision.Name));
        Assert.Equal(["fp32", "fp16"], BenchPrecision.OnCuda(new Version(7, 5)).Select(precision => precision.Name));
        Assert.Equal([false, true, false], BenchPrecision.OnCuda(null).Select(precision => precision.Tf32));
    }
}
