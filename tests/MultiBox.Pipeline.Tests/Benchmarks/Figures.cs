using MultiBox.Pipeline.Benchmarks;

namespace MultiBox.Pipeline.Tests.Benchmarks;

/// <summary>Reports with figures of one's choice.</summary>
internal static class Figures
{
    public static BenchMachine Machine { get; } = new("A processor", 4, 256, "AVX2, FMA", 8L << 30, "A system (X64)", ".NET 10.0.0", "0.1.0", "0123abc", false);

    public static BenchReport Report(params BenchRow[] rows) =>
        new(Machine, "data", "64 pictures", new Dictionary<string, string> { ["opencv"] = "4.6.0" }, DateTimeOffset.UnixEpoch, rows);

    public static BenchRow Rate(string name, double median, double min, double max) => new(name, "images/s", median, min, max, null, null, null);

    public static BenchRow Cost(string name, double median, double min, double max) => new(name, "bytes/image", median, min, max, null, null, null);
}
