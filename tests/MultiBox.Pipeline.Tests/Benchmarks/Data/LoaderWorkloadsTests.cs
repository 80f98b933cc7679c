using MultiBox.Pipeline.Benchmarks.Data;

namespace MultiBox.Pipeline.Tests.Benchmarks.Data;

public sealed class LoaderWorkloadsTests
{
    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(3, new[] { 1, 2, 3 })]
    [InlineData(8, new[] { 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData(16, new[] { 1, 2, 4, 8, 16 })]
    [InlineData(24, new[] { 1, 2, 4, 8, 16, 24 })]
    public void Every_number_of_threads_is_measured_on_few_cores_and_doubling_ones_on_many(int cores, int[] expected) =>
        Assert.Equal(expected, LoaderWorkloads.ThreadCounts(cores));
}
