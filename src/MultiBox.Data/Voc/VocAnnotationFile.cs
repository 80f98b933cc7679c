using System.Xml;
using System.Xml.Linq;

namespace MultiBox.Data;

/// <summary>Parses annotations. Document types and entities are refused: a data set is somebody else's file.</summary>
internal static class VocAnnotationFile
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        MaxCharactersInDocument = 64L << 20,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="XmlException">It is not well formed, or is no annotation; the line is set where it is known.</exception>
    public static VocAnnotation Read(string path)
    {
        using var stream = File.OpenRead(path);
        using var reader = XmlReader.Create(stream, Settings);
        var root = Load(reader);
        if (root.Name.LocalName != "annotation")
        {
            throw new XmlException($"the root <{root.Name.LocalName}>", null, LineOf(root), 0);
        }

        // Only direct children count: VOC's person layout puts parts with boxes of their own inside an object.
        var size = root.Element("size");
        return new VocAnnotation(
            size is not null, Value(size ?? root, "width"), Value(size ?? root, "height"), root.Elements("object").Select(ReadObject).ToList());
    }

    private static XElement Load(XmlReader reader)
    {
        try
        {
            return XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
        }
        catch (XmlException e) when (e.LineNumber == 0)
        {
            // Only a document type is reported without its place, with advice for programmers.
            throw new XmlException("a document type", e);
        }
    }

    private static VocObject ReadObject(XElement element)
    {
        var box = element.Element("bndbox") ?? element;
        return new VocObject(
            LineOf(element), Value(element, "name"), Value(box, "xmin"), Value(box, "ymin"), Value(box, "xmax"), Value(box, "ymax"),
            Value(element, "difficult"), Value(element, "truncated"), Value(element, "crowd"));
    }

    private static VocValue Value(XElement parent, string name) =>
        parent.Element(name) is { } element ? new VocValue(element.Value.Trim(), LineOf(element)) : new VocValue(null, LineOf(parent));

    private static int LineOf(XElement element) => ((IXmlLineInfo)element).LineNumber;
}
