using System.Xml.Linq;
using MultiBox.Data;
using static MultiBox.Pipeline.Reports.Html;

namespace MultiBox.Pipeline.Reports;

/// <summary>Sizes, shapes and numbers of objects, and the pictures' sizes.</summary>
internal static class ObjectSection
{
    public static IEnumerable<XElement> Of(DatasetHealth health)
    {
        yield return Element("p", ("class", "soft"),
            "Boxes are measured as the network sees them: the whole picture resized to the square input. The size of a box is the square root of its area.");
        (string Title, Func<SplitHealth, IReadOnlyList<HistogramBin>> Bins, Func<HistogramBin, string> Label)[] charts =
        [
            ("Objects by size in input pixels", split => split.Boxes.SizeBins, bin => Words.Pixels(bin.From, bin.To)),
            ("Objects by size as a part of the input's side, up to", split => split.Boxes.RelativeSizeBins, bin => Words.Number(bin.To ?? 1)),
            ("Objects by aspect ratio, width to height", split => split.Boxes.AspectRatioBins, Words.Ratio),
            ("Images by their number of objects", split => split.ObjectsPerImage.Bins, Words.Counts),
        ];
        yield return Element("div", ("class", "charts"), charts.Where(_ => health.Splits.Count > 0).Select(chart => Element("div", Chart(health, chart.Title, chart.Bins, chart.Label))));

        yield return HtmlTable.Of(
            "Sizes of objects in input pixels, and objects in an image",
            ["split", ">smallest", ">median", ">largest", ">objects per image, mean", ">median", ">most", ">never seen"],
            health.Splits.Select(split => (IReadOnlyList<object?>)
            [
                split.Name, Words.Number(split.Boxes.Smallest, "0.#"), Words.Number(split.Boxes.Median, "0.#"), Words.Number(split.Boxes.Largest, "0.#"),
                Words.Number(split.ObjectsPerImage.Mean), Words.Number(split.ObjectsPerImage.Median), Words.Count(split.ObjectsPerImage.Max), Words.Count(split.Outside),
            ]));
        yield return HtmlTable.Of(
            "Sizes of the pictures in pixels",
            ["split", ">different sizes", "most frequent", ">widths, median", ">from", ">to", ">heights, median", ">from", ">to"],
            health.Splits.Select(split => (IReadOnlyList<object?>)
            [
                split.Name, Words.Count(split.Pictures.Distinct),
                string.Join(", ", split.Pictures.MostFrequent.Take(4).Select(size => $"{size.Width} × {size.Height} ({Words.Count(size.Count)})")),
                .. Range(split.Pictures.Widths), .. Range(split.Pictures.Heights),
            ]));
    }

    private static IEnumerable<XElement> Chart(DatasetHealth health, string title, Func<SplitHealth, IReadOnlyList<HistogramBin>> bins, Func<HistogramBin, string> label)
    {
        IReadOnlyList<string> labels = [.. bins(health.Splits[0]).Select(label)];
        IReadOnlyList<(string Name, IReadOnlyList<int> Counts)> series = [.. health.Splits.Select(split => (split.Name, (IReadOnlyList<int>)[.. bins(split).Select(bin => bin.Count)]))];
        yield return BarChart.Of(title, labels, series);
        yield return Element(
            "details", Element("summary", "Numbers"),
            HtmlTable.Of(title, ["bin", .. series.Select(one => $">{one.Name}")], labels.Select((text, i) => (IReadOnlyList<object?>)[text, .. series.Select(one => Words.Count(one.Counts[i]))])));
    }

    private static string[] Range(PixelRange? range) => range is { } r ? [Words.Number(r.Median), $"{r.Min}", $"{r.Max}"] : ["–", "–", "–"];
}
