using System.Xml.Linq;
using MultiBox.Data;
using static MultiBox.Pipeline.Reports.Html;

namespace MultiBox.Pipeline.Reports;

/// <summary>Every bad record.</summary>
internal static class BadDataSection
{
    // A page of thousands of rows is read by nobody; the files beside it hold all of them.
    private const int Listed = 200;

    public static IEnumerable<XElement> Of(DatasetHealth health, HealthPictures pictures)
    {
        if (health.Splits.All(split => split.BadData.Count == 0)) yield return Element("p", "None was found.");
        foreach (var split in health.Splits.Where(split => split.BadData.Count > 0))
        {
            yield return Element("h3", $"Split {split.Name}");
            yield return HtmlTable.Of(
                $"{new BadDataReport(split.BadData).Summary()}.", ["file and line", "what", "expected", "found", "what was done"],
                split.BadData.Take(Listed).Select(entry => (IReadOnlyList<object?>)
                    [Element("span", ("class", "path"), entry.Line > 0 ? $"{entry.File}:{entry.Line}" : entry.File), entry.What, entry.Expected, entry.Found, Words.Action(entry.Action)]));
            if (split.BadData.Count > Listed)
            {
                yield return Element("p", $"and {Words.Count(split.BadData.Count - Listed)} more: {DatasetPreparer.BadDataFile} and {HealthReport.JsonFile} beside this page list all of them.");
            }
        }

        if (pictures.BadData.Count > 0)
        {
            yield return Element("p", "Pictures with bad records, and the objects that stayed:");
            yield return HealthPage.Figures(pictures.BadData);
        }
    }
}
