using System.Xml.Linq;
using MultiBox.Data;
using static MultiBox.Pipeline.Reports.Html;

namespace MultiBox.Pipeline.Reports;

/// <summary>
/// <c>health.html</c>: one file without scripts and without anything from elsewhere, readable in light and dark, by eye and by ear.
/// </summary>
internal static class HealthPage
{
    /// <summary>The page.</summary>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="health">The analysis.</param>
    /// <param name="pictures">The pictures.</param>
    public static string Write(string experiment, DatasetHealth health, HealthPictures pictures)
    {
        (string Id, string Title, IEnumerable<XElement> Content)[] sections =
        [
            ("findings", "Findings", Findings(health)),
            ("classes", "Classes", ClassSection.Of(health)),
            ("objects", "Objects and pictures", ObjectSection.Of(health)),
            ("matching", "Default boxes and what they match", MatchingSection.Of(health, pictures)),
            ("leaks", "Pictures in more than one split", LeakSection.Of(health, pictures)),
            ("bad-data", "Bad records", BadDataSection.Of(health, pictures)),
            ("samples", "Samples", Samples(health, pictures)),
        ];
        var title = $"Health of {experiment}";
        return Page(Element(
            "html", ("lang", "en"),
            Element(
                "head",
                Element("meta", ("charset", "utf-8")),
                Element("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")),
                Element("title", title),
                Element("style", HealthStyle.Text)),
            Element(
                "body",
                Element("header", Element("h1", title), Element("p", ("class", "soft"), Summary(health))),
                Element("nav", ("aria-label", "Sections"), Element("ul", sections.Select(section => Element("li", Element("a", ("href", $"#{section.Id}"), section.Title))))),
                Element("main", sections.Select(section => Element(
                    "section", ("id", section.Id), ("aria-labelledby", $"{section.Id}-title"),
                    Element("h2", ("id", $"{section.Id}-title"), section.Title), section.Content))))));
    }

    /// <summary>How urgent a finding is.</summary>
    public static string Word(HealthLevel level) => level switch
    {
        HealthLevel.Warning => "Warning",
        HealthLevel.Note => "Note",
        _ => "Fine",
    };

    private static string Summary(DatasetHealth health)
    {
        var splits = string.Join("; ", health.Splits.Select(split => $"{split.Name}: {Words.Count(split.Images, "image")}, {Words.Count(split.Objects, "object")}"));
        var boxes = health.DefaultBoxes.Count == 0 ? "" : $", {Words.Count(health.DefaultBoxes.Sum(map => map.Boxes))} default boxes";
        return $"{splits}. {health.Classes.Count} {(health.Classes.Count == 1 ? "class" : "classes")}. Input of {health.InputSize} × {health.InputSize} px{boxes}.";
    }

    private static IEnumerable<XElement> Findings(DatasetHealth health)
    {
        if (health.Findings.Count == 0) yield return Element("p", "Nothing to remark.");
        else
        {
            yield return Element("ul", ("class", "findings"), health.Findings.Select(finding => Element(
                "li", ("class", finding.Level == HealthLevel.Warning ? "warning" : "note"), Element("strong", Word(finding.Level)), $": {finding.Text}")));
        }
    }

    private static IEnumerable<XElement> Samples(DatasetHealth health, HealthPictures pictures)
    {
        yield return Element("p", ("class", "soft"), "Objects of each class, spread evenly over the first split.");
        foreach (var (name, own) in health.Classes.Zip(pictures.Samples))
        {
            yield return Element("h3", name);
            yield return own.Count == 0 ? Element("p", "None.") : Figures(own);
        }
    }

    /// <summary>Pictures side by side.</summary>
    public static XElement Figures(IEnumerable<ReportPicture> pictures) => Element("div", ("class", "pictures"), pictures.Select(picture => picture.Figure()));
}
