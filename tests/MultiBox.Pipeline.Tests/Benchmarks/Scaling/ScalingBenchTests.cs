using MultiBox.Pipeline.Benchmarks.Scaling;

namespace MultiBox.Pipeline.Tests.Benchmarks.Scaling;

[Trait("Category", "EndToEnd")]
public sealed class ScalingBenchTests : IDisposable
{
    private readonly BenchRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Each_series_has_a_row_for_each_value_and_a_table_of_its_own()
    {
        var rows = _run.Rows("scaling", []);
        Assert.Equal(ScalingBench.All.SelectMany(series => series.Values.Select(series.Row)), rows.Select(row => row.GetProperty("name").GetString()));
        Assert.All(rows, row => Assert.True(row.GetProperty("median").GetDouble() > 0));
        Assert.All(rows, row => Assert.Null(row.GetProperty("peer").GetString()));
        Assert.Equal(ScalingBench.All.Select(series => $"{series.Title}, by {series.Quantity}"), _run.Log.Tables.Select(table => table.Title));
        Assert.All(ScalingBench.All.Zip(_run.Log.Tables), pair => Assert.Equal(pair.First.Values.Select(value => $"{value}"), pair.Second.Rows.Select(row => row[0])));
        Assert.All(_run.Log.Tables, table => Assert.Equal("1.00", table.Rows[0][^1]));
    }

    [Theory]
    [InlineData("size", "scale-size-300")]
    [InlineData("train-batch", "scale-train-batch-8")]
    public void Rows_are_named_for_series_and_value(string series, string row) =>
        Assert.Contains(row, ScalingBench.All.Single(one => one.Name == series) is var found ? found.Values.Select(found.Row) : []);
}
