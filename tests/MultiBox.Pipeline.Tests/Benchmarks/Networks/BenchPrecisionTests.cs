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
}
