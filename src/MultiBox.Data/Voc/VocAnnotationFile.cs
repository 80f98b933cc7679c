using System.Globalization;
using System.Text;
using System.Xml;

namespace MultiBox.Data;

/// <summary>
/// Parses annotations, an element after the other, so that neither their size nor elements in elements take much memory or time. Document
/// types and entities are refused: a data set is somebody else's file.
/// </summary>
internal static class VocAnnotationFile
{
    // Some 30,000 objects.
    private const long LongestFile = 8L << 20;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        MaxCharactersInDocument = LongestFile,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="XmlException">It is not well formed, or is no annotation; the line is set where it is known.</exception>
    public static VocAnnotation Read(string path)
    {
        using var stream = File.OpenRead(path);
        if (stream.Length > LongestFile) throw new XmlException(string.Create(CultureInfo.InvariantCulture, $"{stream.Length} bytes, more than the {LongestFile} that are read"));
        using var reader = XmlReader.Create(stream, Settings);
        try
        {
            return Read(reader);
        }
        catch (XmlException e) when (e.Message.Contains("DTD", StringComparison.Ordinal))
        {
            // Advice for programmers, without the place.
            throw new XmlException("a document type", e);
        }
    }

    private static VocAnnotation Read(XmlReader reader)
    {
        reader.MoveToContent();
        if (reader.LocalName != "annotation") throw new XmlException($"the root <{reader.LocalName}>", null, LineOf(reader), 0);

        // Only direct children count: VOC's person layout puts parts with boxes of their own inside an object.
        var line = LineOf(reader);
        VocValues? size = null;
        var objects = new List<VocObject>();
        ForEachChild(reader, name =>
        {
            if (name == "object") objects.Add(ReadObject(reader));
            else if (name == "size" && size is null) size = ReadValues(reader);
            else reader.Skip();
        });
        while (reader.Read())
        {
            // What follows has to be well formed, too.
        }

        var values = size ?? new VocValues(line);
        return new VocAnnotation(size is not null, values["width"], values["height"], objects);
    }

    private static VocObject ReadObject(XmlReader reader)
    {
        VocValues? box = null;
        var line = LineOf(reader);
        var values = new VocValues(line);
        ForEachChild(reader, name =>
        {
            if (name == "bndbox" && box is null) box = ReadValues(reader);
            else values.Read(reader, name);
        });
        var corners = box ?? values;
        return new VocObject(
            line, values["name"], corners["xmin"], corners["ymin"], corners["xmax"], corners["ymax"], values["difficult"], values["truncated"], values["crowd"]);
    }

    private static VocValues ReadValues(XmlReader reader)
    {
        var values = new VocValues(LineOf(reader));
        ForEachChild(reader, name => values.Read(reader, name));
        return values;
    }

    /// <summary>Goes through the children of the element that the reader is at, and past it.</summary>
    /// <param name="reader">The reader, left behind the element.</param>
    /// <param name="read">Told each child's name, empty for one of a namespace; it takes the reader past the child.</param>
    private static void ForEachChild(XmlReader reader, Action<string> read)
    {
        var isEmpty = reader.IsEmptyElement;
        reader.Read();
        if (isEmpty) return;
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element) read(reader.NamespaceURI.Length == 0 ? reader.LocalName : "");
            else if (!reader.Read()) return;
        }

        reader.Read();
    }

    private static int LineOf(XmlReader reader) => ((IXmlLineInfo)reader).LineNumber;

    /// <summary>The texts of an element's children by name; the first of a name counts.</summary>
    private sealed class VocValues(int line)
    {
        private static readonly HashSet<string> Known = ["width", "height", "name", "difficult", "truncated", "crowd", "xmin", "ymin", "xmax", "ymax"];

        private readonly Dictionary<string, VocValue> _values = new(StringComparer.Ordinal);

        public VocValue this[string name] => _values.TryGetValue(name, out var value) ? value : new VocValue(null, line);

        /// <summary>Reads the child that the reader is at, and goes past it.</summary>
        public void Read(XmlReader reader, string name)
        {
            if (!Known.Contains(name) || _values.ContainsKey(name)) reader.Skip();
            else _values.Add(name, new VocValue(Line: LineOf(reader), Text: Text(reader).Trim()));
        }

        // All text below the element, however it is divided.
        private static string Text(XmlReader reader)
        {
            var depth = reader.Depth;
            var text = new StringBuilder();
            if (!reader.IsEmptyElement)
            {
                while (reader.Read() && reader.Depth > depth)
                {
                    if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace) text.Append(reader.Value);
                }
            }

            reader.Read();
            return text.ToString();
        }
    }
}
