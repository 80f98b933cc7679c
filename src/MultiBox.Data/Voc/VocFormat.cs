namespace MultiBox.Data;

/// <summary>PASCAL VOC: <c>Annotations/*.xml</c>, <c>ImageSets/Main/*.txt</c>, <c>JPEGImages/*</c>.</summary>
internal sealed class VocFormat : IDatasetFormat
{
    public string Name => "voc";

    public IReadOnlyList<string> MissingParts(string root) => VocFolder.MissingParts(root);

    public IReadOnlyList<string> ImageSetNames(string root) => new VocFolder(Name, root).ImageSetNames();

    public string ImageSetFile(string root, string imageSet) => new VocFolder(Name, root).ImageSetFile(imageSet);

    public IReadOnlyList<string> Watched(string root) => [new VocFolder(Name, root).Pictures];

    public ReadingResult Read(SourceFolder folder, IReadOnlyList<string> imageSets, ReadingOptions options, CancellationToken cancellationToken = default) =>
        new VocReader(options).Read([new VocSelection(new VocFolder(folder.Name, folder.Root), imageSets)], cancellationToken);
}
