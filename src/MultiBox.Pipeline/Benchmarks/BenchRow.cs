namespace MultiBox.Pipeline.Benchmarks;

/// <summary>One line of a report: a workload, or a workload beside one peer. Figures are in <see cref="Unit"/>.</summary>
/// <param name="Name">The workload.</param>
/// <param name="Unit">What the figures count.</param>
/// <param name="Median">The median of the rounds, by the clock on the wall.</param>
/// <param name="Min">The lowest round.</param>
/// <param name="Max">The highest round.</param>
/// <param name="Peer">Who did the same, null for nobody.</param>
/// <param name="PeerMedian">The peer's median; null without a peer.</param>
/// <param name="Ratio">How many times better our median is: above 1 where we are better, in whichever direction that is. Null without a peer.</param>
internal sealed record BenchRow(string Name, string Unit, double Median, double Min, double Max, string? Peer, double? PeerMedian, double? Ratio)
{
    private const int Decimals = 3;

    /// <summary>The peer's lowest round.</summary>
    public double? PeerMin { get; init; }

    /// <summary>The peer's highest round.</summary>
    public double? PeerMax { get; init; }

    /// <summary>The median by processor time; null where time plays no part.</summary>
    public double? CpuMedian { get; init; }

    /// <summary>The peer's median by processor time.</summary>
    public double? PeerCpuMedian { get; init; }

    /// <summary>The ratio by processor time, which a busy machine disturbs less.</summary>
    public double? CpuRatio { get; init; }

    /// <summary>The range of our rounds divided by their median.</summary>
    public double Spread { get; init; }

    /// <summary>The rounds that counted.</summary>
    public int Rounds { get; init; }

    /// <summary>The threads that worked, of ours and of a peer.</summary>
    public int Threads { get; init; }

    /// <summary>Makes a row.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="ours">Our rounds.</param>
    /// <param name="peer">The peer's name, null for nobody.</param>
    /// <param name="theirs">The peer's rounds.</param>
    public static BenchRow Of(Workload workload, SampleSummary ours, string? peer = null, SampleSummary? theirs = null) => new(
        workload.Name,
        workload.Unit.Name,
        Rounded(ours.Median),
        Rounded(ours.Min),
        Rounded(ours.Max),
        peer,
        Rounded(theirs?.Median),
        theirs is null ? null : Rounded(workload.Unit.Ratio(ours.Median, theirs.Median)))
    {
        PeerMin = Rounded(theirs?.Min),
        PeerMax = Rounded(theirs?.Max),
        CpuMedian = Rounded(ours.CpuMedian),
        PeerCpuMedian = Rounded(theirs?.CpuMedian),
        CpuRatio = ours.CpuMedian is { } cpu && theirs?.CpuMedian is { } other ? Rounded(workload.Unit.Ratio(cpu, other)) : null,
        Spread = Rounded(ours.Spread),
        Rounds = ours.Rounds,
        Threads = workload.Threads,
    };

    /// <summary>Makes a row without a peer.</summary>
    /// <param name="name">The workload.</param>
    /// <param name="unit">What the figures count.</param>
    /// <param name="threads">The threads that worked.</param>
    /// <param name="ours">The rounds.</param>
    public static BenchRow Of(string name, BenchUnit unit, int threads, SampleSummary ours) => new(name, unit.Name, Rounded(ours.Median), Rounded(ours.Min), Rounded(ours.Max), null, null, null)
    {
        CpuMedian = Rounded(ours.CpuMedian),
        Spread = Rounded(ours.Spread),
        Rounds = ours.Rounds,
        Threads = threads,
    };

    private static double Rounded(double value) => Math.Round(value, Decimals);

    private static double? Rounded(double? value) => value is { } number ? Rounded(number) : null;
}
