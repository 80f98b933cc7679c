using System.Globalization;
using System.Text;
using MultiBox.Imaging;

namespace MultiBox.Data.Tests.Voc;

/// <summary>Writes small VOC folders with real pictures. Annotations have one element a line, so that line numbers are known.</summary>
public sealed class VocBuilder
{
    private static readonly byte[] Picture = ImageFile.EncodeJpeg(new RgbImage(100, 50, 90), 80);
    private readonly TemporaryFolder _folder;
    private readonly string _relative;

    public VocBuilder(TemporaryFolder folder, string name, string? relative = null)
    {
        _folder = folder;
        _relative = relative ?? name;
        Folder = new VocFolder(name, folder.At(_relative));
        Directory.CreateDirectory(Folder.Annotations);
        Directory.CreateDirectory(Folder.ImageSets);
        Directory.CreateDirectory(Folder.Pictures);
    }

    /// <summary>The pictures' size.</summary>
    public static (int Width, int Height) Size => (100, 50);

    public VocFolder Folder { get; }

    public SourceFolder Source => new(Folder.Name, DatasetFormats.Voc, Folder.Root);

    public static string Item(string name, string xmin, string ymin, string xmax, string ymax, string extra = "") =>
        $"<object>\n<name>{name}</name>\n{extra}<bndbox>\n<xmin>{xmin}</xmin>\n<ymin>{ymin}</ymin>\n<xmax>{xmax}</xmax>\n<ymax>{ymax}</ymax>\n</bndbox>\n</object>\n";

    public static string Item(string name, float x1 = 10, float y1 = 10, float x2 = 40, float y2 = 30) =>
        Item(name, Text(x1), Text(y1), Text(x2), Text(y2));

    /// <summary>An annotation: line 1 the root, lines 2 to 5 the size, then the objects.</summary>
    public static string Annotation(string objects, int width = 100, int height = 50) => string.Create(
        CultureInfo.InvariantCulture,
        $"<annotation>\n<size>\n<width>{width}</width>\n<height>{height}</height>\n</size>\n{objects}</annotation>\n");

    public VocBuilder Image(string id, params string[] objects)
    {
        Xml(id, Annotation(string.Concat(objects)));
        return WithPicture(id + ".jpg", Picture);
    }

    public VocBuilder Xml(string id, string text)
    {
        _folder.Write(Path.Combine(_relative, "Annotations", id + ".xml"), text);
        return this;
    }

    public VocBuilder WithPicture(string name, byte[]? bytes = null)
    {
        _folder.Write(Path.Combine(_relative, "JPEGImages", name), bytes ?? Picture);
        return this;
    }

    public VocBuilder List(string imageSet, params string[] ids) => ListText(imageSet, string.Concat(ids.Select(id => id + "\n")));

    public VocBuilder ListText(string imageSet, string text)
    {
        _folder.Write(Path.Combine(_relative, "ImageSets", "Main", imageSet + ".txt"), Encoding.UTF8.GetBytes(text));
        return this;
    }

    private static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
}
