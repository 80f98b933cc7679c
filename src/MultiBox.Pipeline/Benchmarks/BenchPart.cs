namespace MultiBox.Pipeline.Benchmarks;

/// <summary>Workloads that are measured together and reported in a file of their own.</summary>
/// <param name="Name">What <c>--only</c> calls it, and the name of its file.</param>
/// <param name="Title">The heading of its table.</param>
/// <param name="Measure">Measures everything.</param>
internal sealed record BenchPart(string Name, string Title, Func<BenchContext, BenchFigures> Measure)
{
    /// <summary>Shows the rows to people, below a heading.</summary>
    /// <value>One table of all rows by default.</value>
    public Action<string, IReadOnlyList<BenchRow>, IRunLog> Show { get; init; } = BenchTable.Show;
}
