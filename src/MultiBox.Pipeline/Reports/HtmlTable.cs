using System.Xml.Linq;
using static MultiBox.Pipeline.Reports.Html;

namespace MultiBox.Pipeline.Reports;

/// <summary>Tables whose headings say what they head.</summary>
internal static class HtmlTable
{
    /// <summary>A table, in a box of its own that scrolls where the page is narrow.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="columns">The columns' headings; one that starts with '&gt;' is of numbers.</param>
    /// <param name="rows">Cells, the first of each heading its row: text, numbers or elements.</param>
    public static XElement Of(string caption, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows) =>
        Element("div", ("class", "scroll"), Element(
            "table",
            Element("caption", caption),
            Element("thead", Element("tr", columns.Select(column => Element("th", ("scope", "col"), Class(column), column.TrimStart('>'))))),
            Element("tbody", rows.Select(row => Element("tr", row.Select((cell, i) => i == 0
                ? Element("th", ("scope", "row"), Class(columns[i]), cell)
                : Element("td", Class(columns[i]), cell)))))));

    private static object? Class(string column) => column.StartsWith('>') ? ("class", "number") : null;
}
