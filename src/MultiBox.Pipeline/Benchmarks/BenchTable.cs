using System.Globalization;

namespace MultiBox.Pipeline.Benchmarks;

/// <summary>Shows a report to people.</summary>
internal static class BenchTable
{
    private static readonly string[] _columns =
        ["workload", "unit", ">threads", ">median", ">lowest", ">highest", ">per CPU second", "peer", ">peer's median", ">ratio", ">ratio by CPU"];

    /// <summary>Shows the table.</summary>
    /// <param name="title">The part's title.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="log">Where to.</param>
    public static void Show(string title, IReadOnlyList<BenchRow> rows, IRunLog log) => log.Table(title, _columns, rows.Select(Cells));

    /// <summary>A figure with as many digits as it is worth.</summary>
    /// <param name="value">The figure.</param>
    public static string Number(double value) => value.ToString(Math.Abs(value) < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static IReadOnlyList<string> Cells(BenchRow row) =>
    [
        row.Name,
        row.Unit,
        row.Threads.ToString(CultureInfo.InvariantCulture),
        Number(row.Median),
        Number(row.Min),
        Number(row.Max),
        Number(row.CpuMedian),
        row.Peer ?? "",
        Number(row.PeerMedian),
        Times(row.Ratio),
        Times(row.CpuRatio),
    ];

    private static string Number(double? value) => value is { } number ? Number(number) : "";

    private static string Times(double? ratio) => ratio is { } number ? number.ToString("0.00", CultureInfo.InvariantCulture) : "";
}
