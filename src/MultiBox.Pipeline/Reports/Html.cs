using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace MultiBox.Pipeline.Reports;

/// <summary>Builds HTML that is well-formed XML too. Text and attributes are escaped by construction.</summary>
internal static class Html
{
    private static readonly HashSet<string> _void = ["br", "img", "link", "meta", "wbr"];

    /// <summary>An element.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Text, numbers, elements, sequences of those, pairs for attributes; null for nothing.</param>
    public static XElement Element(string name, params object?[] content)
    {
        var element = new XElement(name);
        foreach (var part in content) Add(element, part);

        // Only void elements may close themselves: to a browser <td/> is an open cell.
        if (!_void.Contains(name) && element.IsEmpty) element.Add(new XText(""));
        return element;
    }

    /// <summary>The text of a page.</summary>
    /// <param name="html">Its <c>html</c> element.</param>
    public static string Page(XElement html)
    {
        var text = new StringBuilder("<!DOCTYPE html>\n");
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n" })) html.WriteTo(writer);
        return text.Append('\n').ToString();
    }

    /// <summary>Text as XML may hold it: what XML cannot hold, such as a control character in a file's name, becomes U+FFFD.</summary>
    /// <param name="text">The text.</param>
    internal static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                clean.Append(text, i++, 2);
            }
            else
            {
                clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
            }
        }

        return clean.ToString();
    }

    private static void Add(XElement element, object? part)
    {
        switch (part)
        {
            case null:
                break;
            case ValueTuple<string, string> attribute:
                element.SetAttributeValue(attribute.Item1, Clean(attribute.Item2));
                break;
            case string text:
                element.Add(new XText(Clean(text)));
                break;
            case XElement child:
                element.Add(child);
                break;
            case System.Collections.IEnumerable parts:
                foreach (var inner in parts) Add(element, inner);
                break;
            case IFormattable value:
                element.Add(new XText(value.ToString(null, CultureInfo.InvariantCulture)));
                break;
            default:
                throw new ArgumentException($"'{part.GetType()}' is no content of an element.", nameof(part));
        }
    }
}
