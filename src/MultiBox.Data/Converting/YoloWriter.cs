using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MultiBox.Data;

/// <summary>
/// Writes YOLO's layout: <c>images/SET</c>, <c>labels/SET</c> and <c>data.yaml</c>, with the list <c>SET.txt</c> where the images do not
/// come by name. What labels have no place for goes to <c>attributes/SET</c>, for those images alone that have any.
/// </summary>
/// <param name="root">The folder.</param>
/// <param name="classNames">The classes in the order of their labels.</param>
internal sealed class YoloWriter(string root, IReadOnlyList<string> classNames) : IDatasetWriter
{
    private readonly HashSet<string> _listed = [];

    public bool SharesPictures => false;

    public string PictureFolder(string imageSet) => Path.Combine(root, YoloLayout.Images, imageSet);

    public void CreateFolders(string imageSet)
    {
        Directory.CreateDirectory(PictureFolder(imageSet));
        Directory.CreateDirectory(Path.Combine(root, YoloLayout.Labels, imageSet));
    }

    public void WriteImage(string imageSet, WrittenImage image)
    {
        var record = image.Record;
        var labels = new StringBuilder();
        var attributes = new List<YoloAttributes>();
        foreach (var item in record.Objects)
        {
            var (x, y, width, height) = YoloBox.FromCorners(item.Box, record.Width, record.Height);
            labels.Append(CultureInfo.InvariantCulture, $"{item.Label - 1} {x:R} {y:R} {width:R} {height:R}\n");
            var isExact = ExactBox.Same(YoloBox.ToCorners(x, y, width, height, record.Width, record.Height), item.Box);
            attributes.Add(new YoloAttributes(item.Difficult, item.Truncated, item.Crowd, isExact ? null : item.Box));
        }

        File.WriteAllText(Path.Combine(root, YoloLayout.Labels, imageSet, image.Name + ".txt"), labels.ToString());
        if (attributes.All(x => x is { Difficult: false, Truncated: false, Crowd: false, Corners: null })) return;
        var folder = Path.Combine(root, YoloLayout.Attributes, imageSet);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, image.Name + ".txt"), string.Concat(attributes.Select(item => item.ToLine() + "\n")));
    }

    public void WriteImageSet(string imageSet, IReadOnlyList<WrittenImage> images, CancellationToken cancellationToken)
    {
        // A folder's order is that of the names; another one needs a list.
        var names = images.Select(image => image.FileName).ToList();
        if (names.SequenceEqual(names.Order(StringComparer.Ordinal), StringComparer.Ordinal)) return;
        _listed.Add(imageSet);
        File.WriteAllText(YoloLayout.ListFile(root, imageSet), string.Concat(names.Select(name => $"./{YoloLayout.Images}/{imageSet}/{name}\n")));
    }

    public void WriteDataset(IReadOnlyList<string> imageSets)
    {
        var yaml = new StringBuilder();
        foreach (var imageSet in imageSets)
        {
            var place = _listed.Contains(imageSet) ? $"{imageSet}.txt" : $"{YoloLayout.Images}/{imageSet}";
            yaml.Append(CultureInfo.InvariantCulture, $"{Quoted(imageSet)}: {Quoted(place)}\n");
        }

        yaml.Append("names:\n");
        for (var i = 0; i < classNames.Count; i++) yaml.Append(CultureInfo.InvariantCulture, $"  {i}: {Quoted(classNames[i])}\n");
        File.WriteAllText(Path.Combine(root, "data.yaml"), yaml.ToString());
    }

    // JSON's strings are YAML's too.
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
