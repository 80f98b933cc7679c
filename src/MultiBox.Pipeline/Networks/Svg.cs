using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using MultiBox.Pipeline.Reports;

namespace MultiBox.Pipeline.Networks;

/// <summary>Builds SVG documents. Text and attributes are escaped by construction.</summary>
internal static class Svg
{
    // What a letter of eleven pixels takes in a wide typeface.
    private const double LetterWidth = 6.9;

    private const string Namespace = "{http://www.w3.org/2000/svg}";

    /// <summary>An element; see <see cref="Html.Element"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its content and attributes.</param>
    public static XElement Element(string name, params object?[] content) => Html.Element(Namespace + name, content);

    /// <summary>A line of text.</summary>
    /// <param name="style">Its classes.</param>
    /// <param name="x">Where it starts, or its middle where the class says so.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">The text.</param>
    public static XElement Text(string style, double x, double y, string text) => Element("text", ("class", style), ("x", Number(x)), ("y", Number(y)), text);

    /// <summary>A rectangle.</summary>
    /// <param name="style">Its classes.</param>
    /// <param name="x">Its left edge.</param>
    /// <param name="y">Its top edge.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="radius">The radius of its corners.</param>
    public static XElement Rectangle(string style, double x, double y, double width, double height, double radius = 0) => Element(
        "rect", ("class", style), ("x", Number(x)), ("y", Number(y)), ("width", Number(width)), ("height", Number(height)), ("rx", Number(radius)));

    /// <summary>A closed figure.</summary>
    /// <param name="style">Its classes.</param>
    /// <param name="points">Its corners.</param>
    public static XElement Polygon(string style, params (double X, double Y)[] points) =>
        Element("polygon", ("class", style), ("points", string.Join(' ', points.Select(point => $"{Number(point.X)},{Number(point.Y)}"))));

    /// <summary>A straight arrow to the right or down.</summary>
    /// <param name="style">The line's class; the head's has <c>-head</c> behind it.</param>
    /// <param name="x1">Its start.</param>
    /// <param name="y1">Its start.</param>
    /// <param name="x2">Its tip.</param>
    /// <param name="y2">Its tip.</param>
    public static XElement[] Arrow(string style, double x1, double y1, double x2, double y2)
    {
        const double length = 6;
        const double half = 3.2;
        var down = y2 > y1;
        return
        [
            Element(
                "line", ("class", style), ("x1", Number(x1)), ("y1", Number(y1)), ("x2", Number(down ? x2 : x2 - length)), ("y2", Number(down ? y2 - length : y2))),
            down
                ? Polygon($"{style}-head", (x2, y2), (x2 - half, y2 - length), (x2 + half, y2 - length))
                : Polygon($"{style}-head", (x2, y2), (x2 - length, y2 - half), (x2 - length, y2 + half)),
        ];
    }

    /// <summary>The width that a text of the usual size takes, about.</summary>
    /// <param name="text">The text.</param>
    public static double WidthOf(string text) => LetterWidth * text.Length;

    /// <summary>A text that is cut where it would be too wide.</summary>
    /// <param name="text">The text.</param>
    /// <param name="letters">The most letters.</param>
    public static string Cut(string text, int letters) => text.Length <= letters ? text : string.Concat(text.AsSpan(0, letters - 1), "…");

    /// <summary>The text of a document.</summary>
    /// <param name="svg">Its <c>svg</c> element.</param>
    public static string Document(XElement svg)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n" })) svg.WriteTo(writer);
        return text.Append('\n').ToString();
    }

    /// <summary>A number as an attribute.</summary>
    /// <param name="value">The number.</param>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
