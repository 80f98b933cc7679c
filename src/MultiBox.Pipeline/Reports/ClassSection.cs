using System.Xml.Linq;
using MultiBox.Data;
using static MultiBox.Pipeline.Reports.Html;

namespace MultiBox.Pipeline.Reports;

/// <summary>How often each class occurs.</summary>
internal static class ClassSection
{
    public static IEnumerable<XElement> Of(DatasetHealth health)
    {
        foreach (var split in health.Splits)
        {
            yield return Element("h3", $"Split {split.Name}");
            var highest = Math.Max(1, split.Classes.Max(item => item.Objects));
            yield return HtmlTable.Of(
                Caption(split), ["class", ">images", ">objects", "share of the objects", ">difficult", ">truncated", ">crowd regions"],
                split.Classes.Select(item => (IReadOnlyList<object?>)
                [
                    item.Name, Words.Count(item.Images), Words.Count(item.Objects), Share((double)item.Objects / highest, item.Share),
                    Words.Count(item.Difficult), Words.Count(item.Truncated), Words.Count(item.Crowd),
                ]));
            if (split.Imbalance.Ratio is { } ratio && split.Classes.Count > 1)
            {
                yield return Element("p", $"'{split.Imbalance.Largest}' has {Words.Number(ratio, "0.#")} times as many objects as '{split.Imbalance.Smallest}'.");
            }
        }
    }

    /// <summary>A bar beside its number.</summary>
    /// <param name="length">The bar's length, 0..1.</param>
    /// <param name="share">The number, 0..1.</param>
    public static XElement Share(double length, double? share) => Element(
        "span", ("class", "nowrap"),
        Element("span", ("class", "share"), ("aria-hidden", "true"), Element("span", ("style", FormattableString.Invariant($"width: {100 * length:0.#}%")))),
        Words.Percent(share));

    private static string Caption(SplitHealth split)
    {
        var left = split.Listed > split.Images ? $" of {Words.Count(split.Listed)} listed" : "";
        var without = split.LeftOut > 0 ? $", {Words.Count(split.LeftOut)} left out for having no object of the classes" : "";
        var empty = split.EmptyImages > 0 ? $", {Words.Count(split.EmptyImages)} of them without objects" : "";
        return $"{Words.Count(split.Images, "image")}{left}{empty}{without}; {Words.Count(split.Objects, "object")}.";
    }
}
