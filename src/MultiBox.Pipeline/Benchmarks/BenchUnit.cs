namespace MultiBox.Pipeline.Benchmarks;

/// <summary>What a workload's figures count, and which direction is better.</summary>
/// <param name="Name">As it stands in tables and files, such as <c>images/s</c>.</param>
/// <param name="HigherIsBetter">Whether more is better: true for rates, false for costs.</param>
/// <param name="Slack">A difference that is never worth a warning, in this unit.</param>
internal sealed record BenchUnit(string Name, bool HigherIsBetter, double Slack = 0)
{
    /// <summary>Pictures in a second.</summary>
    public static BenchUnit ImagesPerSecond { get; } = new("images/s", HigherIsBetter: true);

    /// <summary>Bytes of managed memory for a picture.</summary>
    public static BenchUnit BytesPerImage { get; } = new("bytes/image", HigherIsBetter: false, Slack: 64);

    /// <summary>Milliseconds of a training step.</summary>
    public static BenchUnit MillisecondsPerStep { get; } = new("ms/step", HigherIsBetter: false, Slack: 0.5);

    /// <summary>The unit of a name, as it stands in a file.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The unit, or null for one of another version.</returns>
    public static BenchUnit? Named(string name) => Array.Find([ImagesPerSecond, BytesPerImage, MillisecondsPerStep], unit => unit.Name == name);

    /// <summary>How many times better a figure is than another one.</summary>
    /// <param name="ours">Our figure.</param>
    /// <param name="other">The figure that it is compared with.</param>
    /// <returns>Above 1 where ours is the better one; null where the worse one is 0, so that no number says it.</returns>
    public double? Ratio(double ours, double other)
    {
        var (numerator, denominator) = HigherIsBetter ? (ours, other) : (other, ours);
        return denominator > 0 ? numerator / denominator : null;
    }
}
