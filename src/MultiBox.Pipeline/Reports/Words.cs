using System.Globalization;
using MultiBox.Data;

namespace MultiBox.Pipeline.Reports;

/// <summary>Numbers and terms as the report writes them.</summary>
internal static class Words
{
    /// <summary>A whole number with separators.</summary>
    public static string Count(long value) => value.ToString("n0", CultureInfo.InvariantCulture);

    /// <summary>A number of things.</summary>
    /// <param name="value">The number.</param>
    /// <param name="one">What one of them is called; others get an s.</param>
    public static string Count(long value, string one) => $"{Count(value)} {one}{(value == 1 ? "" : "s")}";

    /// <summary>A large number by its leading digits: <c>25.6 M</c>, <c>4.09 G</c>.</summary>
    public static string Magnitude(long value) => value switch
    {
        < 10_000 => Count(value),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0.0} k"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.0} M"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value / 1e9:0.00} G"),
    };

    /// <summary>A size of memory or of a file.</summary>
    public static string Bytes(long value) => value switch
    {
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value / 1e9:0.00} GB"),
    };

    /// <summary>A part of 1 in percent; a dash for none.</summary>
    public static string Percent(double? share) => share is { } value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.0} %") : "–";

    /// <summary>A number with up to some decimals; a dash for none.</summary>
    public static string Number(double? number, string format = "0.##") => number?.ToString(format, CultureInfo.InvariantCulture) ?? "–";

    /// <summary>A range of sizes in pixels.</summary>
    public static string Pixels(double? from, double? to) => (from, to) switch
    {
        (null, null) => "all",
        (null, _) => $"< {Number(to)}",
        (_, null) => $"≥ {Number(from)}",
        _ => $"{Number(from)}–{Number(to)}",
    };

    /// <summary>A range of counts, the upper bound not being in it.</summary>
    public static string Counts(HistogramBin bin) => (bin.From, bin.To) switch
    {
        (null, { } to) => to <= 1 ? "0" : $"< {Number(to)}",
        ({ } from, null) => $"≥ {Number(from)}",
        _ => bin.To - bin.From <= 1 ? Number(bin.From) : $"{Number(bin.From)}–{Number(bin.To - 1)}",
    };

    /// <summary>The aspect ratios of a bin of logarithms to base 2, by the one in its middle.</summary>
    public static string Ratio(HistogramBin bin)
    {
        const double half = 0.25;
        var middle = bin.From + half ?? bin.To!.Value - half;
        var ratio = Math.Pow(2, Math.Abs(middle));
        var number = Number(ratio, ratio < 10 ? "0.#" : "0");
        var text = middle < 0 ? $"1:{number}" : $"{number}:1";
        return bin.From is null ? $"≤ {text}" : bin.To is null ? $"≥ {text}" : text;
    }

    /// <summary>The cause in a few words.</summary>
    public static string Cause(MatchCause cause) => cause switch
    {
        MatchCause.TooSmall => "too small",
        MatchCause.TooLarge => "too large",
        MatchCause.TooElongated => "too elongated",
        MatchCause.BetweenScales => "between the scales",
        MatchCause.BetweenCells => "between the cells",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, null),
    };

    /// <summary>What was done about a fault.</summary>
    public static string Action(BadDataAction action) => action switch
    {
        BadDataAction.Refused => "refused",
        BadDataAction.ObjectDropped => "object dropped",
        BadDataAction.ImageDropped => "image dropped",
        BadDataAction.Repaired => "repaired",
        BadDataAction.LineSkipped => "line skipped",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, null),
    };
}
