using System.Globalization;
using System.Text;
using System.Xml;
using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>Writes PASCAL VOC's layout. <c>crowd</c>, which VOC does not know, is written only where it is set.</summary>
/// <param name="root">The folder.</param>
/// <param name="classNames">The classes in the order of their labels.</param>
internal sealed class VocWriter(string root, IReadOnlyList<string> classNames) : IDatasetWriter
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Indent = true,
        NewLineChars = "\n",
        OmitXmlDeclaration = true,
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
    };

    private readonly VocFolder _folder = new("", root);

    public bool SharesPictures => true;

    public string PictureFolder(string imageSet) => _folder.Pictures;

    public void CreateFolders(string imageSet)
    {
        Directory.CreateDirectory(_folder.Annotations);
        Directory.CreateDirectory(_folder.ImageSets);
        Directory.CreateDirectory(_folder.Pictures);
    }

    public void WriteImage(string imageSet, WrittenImage image)
    {
        var record = image.Record;
        using var xml = XmlWriter.Create(Path.Combine(_folder.Annotations, image.Name + ".xml"), Settings);
        xml.WriteStartElement("annotation");
        xml.WriteElementString("filename", image.FileName);
        xml.WriteStartElement("source");
        xml.WriteElementString("database", record.Source);
        xml.WriteEndElement();
        xml.WriteStartElement("size");
        xml.WriteElementString("width", Text(record.Width));
        xml.WriteElementString("height", Text(record.Height));
        xml.WriteElementString("depth", "3");
        xml.WriteEndElement();
        foreach (var item in record.Objects) WriteObject(xml, item);
        xml.WriteEndElement();
    }

    public void WriteImageSet(string imageSet, IReadOnlyList<WrittenImage> images, CancellationToken cancellationToken) =>
        File.WriteAllText(_folder.ImageSetFile(imageSet), string.Concat(images.Select(image => ListLine(image.Name) + "\n")));

    public void WriteDataset(IReadOnlyList<string> imageSets)
    {
        // The lists and annotations are all there is.
    }

    // A name that ends like VOC's flag of a class would lose that end: the flag is added so that it is the one taken off.
    private static string ListLine(string name) => VocImageSet.EndsWithFlag(name) ? name + " 1" : name;

    private void WriteObject(XmlWriter xml, AnnotatedObject item)
    {
        xml.WriteStartElement("object");
        xml.WriteElementString("name", classNames[item.Label - 1]);
        xml.WriteElementString("truncated", item.Truncated ? "1" : "0");
        xml.WriteElementString("difficult", item.Difficult ? "1" : "0");
        if (item.Crowd) xml.WriteElementString("crowd", "1");
        WriteBox(xml, item.Box);
        xml.WriteEndElement();
    }

    private static void WriteBox(XmlWriter xml, Box box)
    {
        xml.WriteStartElement("bndbox");
        xml.WriteElementString("xmin", Text(box.X1));
        xml.WriteElementString("ymin", Text(box.Y1));
        xml.WriteElementString("xmax", Text(box.X2));
        xml.WriteElementString("ymax", Text(box.Y2));
        xml.WriteEndElement();
    }

    // The shortest text that reads back as the same number.
    private static string Text(float number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
