using System.Globalization;

namespace MultiBox.Pipeline.Benchmarks.Scaling;

/// <summary>Workloads that differ in one quantity.</summary>
/// <param name="Name">What rows call it.</param>
/// <param name="Title">What is measured, for people.</param>
/// <param name="Quantity">What differs.</param>
/// <param name="Values">Its values, ascending.</param>
internal sealed record ScalingSeries(string Name, string Title, string Quantity, IReadOnlyList<int> Values)
{
    /// <summary>The name of a value's row.</summary>
    /// <param name="value">The value.</param>
    public string Row(int value) => string.Create(CultureInfo.InvariantCulture, $"scale-{Name}-{value}");

    /// <summary>Shows the series as a table of its own.</summary>
    /// <param name="rows">Rows, those of other series too.</param>
    /// <param name="log">Where to.</param>
    public void Show(IReadOnlyList<BenchRow> rows, IRunLog log)
    {
        var own = Values.Select(value => (Value: value, Row: rows.Single(row => row.Name == Row(value)))).ToArray();
        var first = own[0].Row.Median;
        log.Table(
            $"{Title}, by {Quantity}",
            [$">{Quantity}", ">images/s", ">lowest", ">highest", ">ms an image", ">times the first"],
            own.Select(point => (IReadOnlyList<string>)
            [
                point.Value.ToString(CultureInfo.InvariantCulture),
                BenchTable.Number(point.Row.Median),
                BenchTable.Number(point.Row.Min),
                BenchTable.Number(point.Row.Max),
                (1000 / point.Row.Median).ToString("0.00", CultureInfo.InvariantCulture),
                (first / point.Row.Median).ToString("0.00", CultureInfo.InvariantCulture),
            ]));
    }
}
