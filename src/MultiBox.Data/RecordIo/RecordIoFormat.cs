namespace MultiBox.Data;

/// <summary>MXNet's RecordIO with packed labels: an image set <c>train</c> is <c>train.rec</c>, with <c>train.idx</c> and <c>train.lst</c> where they are.</summary>
internal sealed class RecordIoFormat : IDatasetFormat
{
    private const string Extension = ".rec";

    public string Name => "recordio";

    public IReadOnlyList<string> MissingParts(string root) =>
        Directory.Exists(root) && Directory.EnumerateFiles(root, "*" + Extension).Any() ? [] : ["*" + Extension];

    public IReadOnlyList<string> ImageSetNames(string root) =>
        Directory.EnumerateFiles(root, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal).ToList();

    public string ImageSetFile(string root, string imageSet) => Path.Combine(root, imageSet + Extension);

    // Besides the folder's list of files, those that say which records there are, and what they are called.
    public IReadOnlyList<string> Watched(string root) =>
        [root, .. Directory.EnumerateFiles(root).Where(file => RecordIoClasses.IsNames(file) || Path.GetExtension(file) is ".idx" or ".lst").Order(StringComparer.Ordinal)];

    public ReadingResult Read(SourceFolder folder, IReadOnlyList<string> imageSets, ReadingOptions options, CancellationToken cancellationToken = default) =>
        new RecordIoReader(folder, options).Read(imageSets, cancellationToken);
}
