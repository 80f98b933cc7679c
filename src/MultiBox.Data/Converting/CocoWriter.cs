using System.Text.Encodings.Web;
using System.Text.Json;

namespace MultiBox.Data;

/// <summary>
/// Writes COCO's layout: <c>annotations/instances_SET.json</c> and the pictures in <c>SET</c>. <c>difficult</c> and <c>truncated</c>,
/// which COCO does not know, are written only where they are set, and <c>corners</c> only where the box rounds to other ones.
/// </summary>
/// <param name="root">The folder.</param>
/// <param name="classNames">The classes in the order of their labels.</param>
internal sealed class CocoWriter(string root, IReadOnlyList<string> classNames) : IDatasetWriter
{
    private const int FlushAt = 1 << 20;

    // The file is read by programs and people, and put into no web page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public bool SharesPictures => false;

    public string PictureFolder(string imageSet) => Path.Combine(root, imageSet);

    public void CreateFolders(string imageSet)
    {
        Directory.CreateDirectory(PictureFolder(imageSet));
        Directory.CreateDirectory(Path.Combine(root, "annotations"));
    }

    public void WriteImage(string imageSet, WrittenImage image)
    {
        // All annotations of an image set are in one file.
    }

    public void WriteImageSet(string imageSet, IReadOnlyList<WrittenImage> images, CancellationToken cancellationToken)
    {
        using var file = File.Create(Path.Combine(root, "annotations", $"instances_{imageSet}.json"));
        using var json = new Utf8JsonWriter(file, Options);
        json.WriteStartObject();
        json.WriteStartArray("images");
        for (var i = 0; i < images.Count; i++)
        {
            EndLine(json, cancellationToken);
            WriteImage(json, i + 1, images[i]);
        }

        json.WriteEndArray();
        json.WriteStartArray("annotations");
        var id = 0;
        for (var i = 0; i < images.Count; i++)
        {
            foreach (var item in images[i].Record.Objects)
            {
                EndLine(json, cancellationToken);
                WriteObject(json, ++id, i + 1, item);
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("categories");
        for (var i = 0; i < classNames.Count; i++)
        {
            EndLine(json, cancellationToken);
            json.WriteStartObject();
            json.WriteNumber("id", i + 1);
            json.WriteString("name", classNames[i]);
            json.WriteString("supercategory", "");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public void WriteDataset(IReadOnlyList<string> imageSets)
    {
        // Every image set has all categories.
    }

    private static void WriteImage(Utf8JsonWriter json, int id, WrittenImage image)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("file_name", image.FileName);
        json.WriteNumber("width", image.Record.Width);
        json.WriteNumber("height", image.Record.Height);
        json.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter json, int id, int imageId, AnnotatedObject item)
    {
        var (x, y, width, height) = CocoBox.FromCorners(item.Box);
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteNumber("image_id", imageId);
        json.WriteNumber("category_id", item.Label);
        WriteNumbers(json, "bbox", [x, y, width, height]);
        json.WriteNumber("area", item.Area ?? (width * height));
        json.WriteNumber("iscrowd", item.Crowd ? 1 : 0);
        if (item.Difficult) json.WriteNumber("difficult", 1);
        if (item.Truncated) json.WriteNumber("truncated", 1);
        if (!ExactBox.Same(CocoBox.ToCorners(x, y, width, height), item.Box))
        {
            WriteNumbers(json, "corners", [item.Box.X1, item.Box.Y1, item.Box.X2, item.Box.Y2]);
        }

        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static void EndLine(Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        if (json.BytesPending < FlushAt) return;
        cancellationToken.ThrowIfCancellationRequested();
        json.Flush();
    }
}
