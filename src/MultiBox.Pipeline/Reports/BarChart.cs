using System.Globalization;
using System.Xml.Linq;
using static MultiBox.Pipeline.Reports.Html;

namespace MultiBox.Pipeline.Reports;

/// <summary>Histograms of several splits side by side, as SVG that takes its colours from the page.</summary>
internal static class BarChart
{
    private const double Width = 560;
    private const double Height = 236;
    private const double Left = 44;
    private const double Right = 8;
    private const double Top = 26;
    private const double Bottom = 46;

    // What a label of eleven pixels takes, with a gap to the next.
    private const double LetterWidth = 6.4;

    /// <summary>A chart of shares: each split's bins as parts of its whole, so that splits of different sizes compare.</summary>
    /// <param name="title">What is counted, with the unit.</param>
    /// <param name="labels">The bins.</param>
    /// <param name="series">Each split's name and its counts, as many as there are bins.</param>
    public static XElement Of(string title, IReadOnlyList<string> labels, IReadOnlyList<(string Name, IReadOnlyList<int> Counts)> series)
    {
        var totals = series.Select(one => Math.Max(1, one.Counts.Sum())).ToList();
        var highest = series.SelectMany((one, s) => one.Counts.Select(count => (double)count / totals[s])).DefaultIfEmpty().Max();
        var scale = Scale(highest);
        var slot = (Width - Left - Right) / labels.Count;
        var bar = slot * 0.8 / Math.Max(1, series.Count);
        return Element(
            "svg", ("viewBox", Text($"0 0 {Width} {Height}")), ("role", "img"), ("class", "chart"), ("aria-label", $"{title}: {Summary(labels, series)}"),
            Element("text", ("class", "title"), ("x", "0"), ("y", "13"), title),
            Legend(series),
            Enumerable.Range(0, scale.Lines + 1).Select(i => GridLine(i * scale.Step, scale.Step * scale.Lines)),
            series.Select((one, s) => one.Counts.Select((count, i) => Bar(
                Left + (slot * i) + (slot * 0.1) + (bar * s), bar, (double)count / totals[s] / (scale.Step * scale.Lines), s,
                $"{one.Name}, {labels[i]}: {Words.Count(count)} ({Words.Percent((double)count / totals[s])})"))),
            Labels(labels, slot));
    }

    private static XElement Bar(double x, double width, double height, int series, string title)
    {
        var pixels = height * (Height - Top - Bottom);
        return Element(
            "rect", ("class", $"series{series % 3}"), ("x", Text($"{x:0.##}")), ("y", Text($"{Height - Bottom - pixels:0.##}")), ("width", Text($"{width:0.##}")),
            ("height", Text($"{pixels:0.##}")), Element("title", title));
    }

    private static XElement[] GridLine(double share, double whole)
    {
        var y = Text($"{Height - Bottom - (share / whole * (Height - Top - Bottom)):0.##}");
        return
        [
            Element("line", ("class", "grid"), ("x1", Text($"{Left}")), ("x2", Text($"{Width - Right}")), ("y1", y), ("y2", y)),
            Element("text", ("class", "axis"), ("x", Text($"{Left - 5}")), ("y", y), ("dy", "4"), ("text-anchor", "end"), Text($"{100 * share:0.##} %")),
        ];
    }

    // Labels that would run into each other are turned, and every second is left out where even that is too close.
    private static IEnumerable<XElement> Labels(IReadOnlyList<string> labels, double slot)
    {
        var turned = labels.Max(label => label.Length) * LetterWidth > slot;
        var every = turned && slot < 14 ? 2 : 1;
        for (var i = 0; i < labels.Count; i += every)
        {
            var (x, y) = (Text($"{Left + (slot * (i + 0.5)):0.##}"), Text($"{Height - Bottom + 15}"));
            yield return turned
                ? Element("text", ("class", "axis"), ("text-anchor", "end"), ("transform", $"translate({x} {y}) rotate(-40)"), labels[i])
                : Element("text", ("class", "axis"), ("text-anchor", "middle"), ("x", x), ("y", y), labels[i]);
        }
    }

    private static IEnumerable<XElement> Legend(IReadOnlyList<(string Name, IReadOnlyList<int> Counts)> series)
    {
        var x = Width - Right;
        for (var s = series.Count - 1; s >= 0; s--)
        {
            x -= (series[s].Name.Length * LetterWidth) + 4;
            yield return Element("text", ("class", "axis"), ("x", Text($"{x:0.##}")), ("y", "13"), series[s].Name);
            x -= 14;
            yield return Element("rect", ("class", $"series{s % 3}"), ("x", Text($"{x:0.##}")), ("y", "4"), ("width", "10"), ("height", "10"));
            x -= 12;
        }
    }

    private static string Summary(IReadOnlyList<string> labels, IReadOnlyList<(string Name, IReadOnlyList<int> Counts)> series) => string.Join("; ", series.Select(one =>
    {
        var most = Enumerable.Range(0, labels.Count).MaxBy(i => one.Counts[i]);
        return one.Counts.Sum() == 0 ? $"{one.Name} none" : $"{one.Name} most at {labels[most]}";
    }));

    // Two to five lines at round shares.
    private static (double Step, int Lines) Scale(double highest)
    {
        double[] steps = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25];
        var step = steps.First(candidate => highest <= 5 * candidate || candidate == steps[^1]);
        return (step, Math.Max(1, (int)Math.Ceiling((highest / step) - 1e-9)));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
