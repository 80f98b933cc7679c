namespace MultiBox.Data;

/// <summary>COCO: <c>annotations/instances_*.json</c> with a folder of pictures for each.</summary>
internal sealed class CocoFormat : IDatasetFormat
{
    public string Name => "coco";

    public IReadOnlyList<string> MissingParts(string root) =>
        CocoLayout.ImageSetNames(root).Count > 0 ? [] : ["annotations/instances_<set>.json"];

    public IReadOnlyList<string> ImageSetNames(string root) => CocoLayout.ImageSetNames(root);

    public string ImageSetFile(string root, string imageSet) => CocoLayout.ImageSetFile(root, imageSet);

    public IReadOnlyList<string> Watched(string root) => CocoLayout.PictureFolders(root);

    public ReadingResult Read(SourceFolder folder, IReadOnlyList<string> imageSets, ReadingOptions options, CancellationToken cancellationToken = default) =>
        new CocoReader(folder, options).Read(imageSets, cancellationToken);
}
