namespace MultiBox.Data;

/// <summary>Where COCO's annotation files and pictures lie in a folder.</summary>
internal static class CocoLayout
{
    private const string Annotations = "annotations";
    private const string Instances = "instances_";
    private const string Roboflow = "_annotations.coco.json";

    /// <summary>The annotation file of an image set: the first that exists, else where COCO itself keeps it.</summary>
    public static string ImageSetFile(string root, string imageSet)
    {
        string[] places =
        [
            Path.Combine(root, Annotations, Instances + imageSet + ".json"),
            Path.Combine(root, Annotations, imageSet + ".json"),
            Path.Combine(root, imageSet + ".json"),
            Path.Combine(root, imageSet, Roboflow),
        ];
        return places.FirstOrDefault(File.Exists) ?? places[0];
    }

    /// <summary>The image sets of a folder, in order; none when it is in another format.</summary>
    public static IReadOnlyList<string> ImageSetNames(string root) =>
    [
        .. JsonFiles(Path.Combine(root, Annotations)).Concat(JsonFiles(root))
            .Select(name => name.StartsWith(Instances, StringComparison.Ordinal) ? name[Instances.Length..] : name)
            .Concat(Folders(root).Where(folder => File.Exists(Path.Combine(folder, Roboflow))).Select(folder => Path.GetFileName(folder)!))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>Finds a picture: in the folder of the image set, in <c>images</c>, in the folder itself, or beside the annotations.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="imageSet">The image set.</param>
    /// <param name="annotations">Its annotation file.</param>
    /// <param name="fileName">The picture's plain path.</param>
    /// <returns>The absolute path; null when there is none.</returns>
    public static string? FindPicture(string root, string imageSet, string annotations, string fileName)
    {
        string[] folders =
        [
            Path.Combine(root, imageSet), Path.Combine(root, "images", imageSet), Path.Combine(root, "images"), root, Path.GetDirectoryName(annotations)!,
        ];
        return folders.Select(folder => StatedPath.Under(folder, fileName)).FirstOrDefault(File.Exists);
    }

    /// <summary>Folders that may hold pictures.</summary>
    public static IReadOnlyList<string> PictureFolders(string root) => [root, .. Folders(root), .. Folders(Path.Combine(root, "images"))];

    private static IEnumerable<string> JsonFiles(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)!)
        : [];

    private static IEnumerable<string> Folders(string folder) => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [];
}
