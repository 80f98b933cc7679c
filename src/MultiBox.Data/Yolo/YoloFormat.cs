namespace MultiBox.Data;

/// <summary>YOLO: a text file of labels for each picture, and the classes' names in <c>data.yaml</c> or a list.</summary>
internal sealed class YoloFormat : IDatasetFormat
{
    public string Name => "yolo";

    public IReadOnlyList<string> MissingParts(string root) =>
        YoloLayout.ImageSetNames(root).Count > 0 ? [] : ["images/<set> with labels/<set>, <set>/images with <set>/labels, or <set>.txt"];

    public IReadOnlyList<string> ImageSetNames(string root) => YoloLayout.ImageSetNames(root);

    public string ImageSetFile(string root, string imageSet) => YoloLayout.ImageSetFile(root, imageSet);

    public IReadOnlyList<string> Watched(string root) =>
        YoloClassNames.Find(root) is { } file ? [file, .. YoloLayout.AllFolders(root)] : YoloLayout.AllFolders(root);

    public ReadingResult Read(SourceFolder folder, IReadOnlyList<string> imageSets, ReadingOptions options, CancellationToken cancellationToken = default) =>
        new YoloReader(folder, options).Read(imageSets, cancellationToken);
}
