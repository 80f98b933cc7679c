namespace MultiBox.Pipeline.Benchmarks;

/// <summary>What a part measured.</summary>
/// <param name="Input">What was worked on, in a line.</param>
/// <param name="Peers">What the peers are, by name: library and version.</param>
/// <param name="Rows">The figures.</param>
internal sealed record BenchFigures(string Input, IReadOnlyDictionary<string, string> Peers, IReadOnlyList<BenchRow> Rows)
{
    /// <summary>The device that was measured, null for the processor.</summary>
    public string? Device { get; init; }
}
