using System.Xml.Linq;
using MultiBox.Data;
using static MultiBox.Pipeline.Reports.Html;

namespace MultiBox.Pipeline.Reports;

/// <summary>The default boxes, and which objects they match.</summary>
internal static class MatchingSection
{
    public static IEnumerable<XElement> Of(DatasetHealth health, HealthPictures pictures)
    {
        if (health.WithoutDefaultBoxes is { } why)
        {
            yield return Element("p", "The default boxes could not be had, so that this part is left out.");
            yield return Element("p", ("class", "path"), why);
            yield break;
        }

        var iou = Words.Number(health.MatchIou);
        yield return Element("p", ("class", "soft"),
            $"An object matches where some default box has an IoU of {iou} or more with it. Others train their best default box alone, as each object takes one whatever the IoU: they are learnt worse.");
        yield return HtmlTable.Of(
            "Default boxes in input pixels",
            ["map", ">boxes", ">cells apart", "shapes, width × height"],
            health.DefaultBoxes.Select(map => (IReadOnlyList<object?>)
            [
                map.Name, Words.Count(map.Boxes), Words.Number(map.Step, "0.#"),
                string.Join(", ", map.Shapes.Select(shape => $"{Words.Number(shape.Width, "0")} × {Words.Number(shape.Height, "0")}")),
            ]));
        foreach (var split in health.Splits)
        {
            if (split.Matching is not { } matching) continue;
            yield return Element("h3", $"Split {split.Name}");
            yield return HtmlTable.Of(
                $"Objects by size, the square root of their area in input pixels (IoU {iou})", ["size", .. Columns, "what would help"],
                matching.Sizes.Where(size => size.Count.GroundTruths > 0)
                    .Select(size => (IReadOnlyList<object?>)[Words.Pixels(size.From, size.To), .. Cells(size.Count), size.Hints.Select(hint => Element("div", hint.Text))])
                    .Append(["all", .. Cells(matching.All), ""]));
            yield return HtmlTable.Of(
                "Objects by class", ["class", .. Columns], matching.Classes.Select(item => (IReadOnlyList<object?>)[item.Name, .. Cells(item.Count)]));
        }

        var worst = (health.Splits is [{ Matching: { } first }, ..] ? first.Sizes.Zip(pictures.Worst) : []).Where(pair => pair.Second.Count > 0).ToList();
        if (worst.Count == 0) yield break;
        yield return Element("h3", $"Matched worst in split {health.Splits[0].Name}");
        yield return Element("p", ("class", "soft"), "Each object in the colour of its class, its best default box in white. Sizes are in input pixels.");
        foreach (var (size, figures) in worst)
        {
            yield return Element("p", $"{Words.Pixels(size.From, size.To)} px");
            yield return HealthPage.Figures(figures);
        }
    }

    private static string[] Columns => [">objects", "matched", ">best only", ">not reached", ">mean best IoU"];

    private static object?[] Cells(MatchCount count) =>
    [
        Words.Count(count.GroundTruths), ClassSection.Share(count.MatchedShare ?? 0, count.MatchedShare), Words.Count(count.BestOnly), Words.Count(count.Unreached),
        Words.Number(count.MeanBestIou, "0.00"),
    ];
}
