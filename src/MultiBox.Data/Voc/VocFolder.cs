namespace MultiBox.Data;

/// <summary>A folder in PASCAL VOC's layout: <c>Annotations</c>, <c>ImageSets/Main</c> and <c>JPEGImages</c>.</summary>
/// <param name="Name">The source's name, e.g. <c>VOC2007</c>.</param>
/// <param name="Root">The folder's absolute path.</param>
public sealed record VocFolder(string Name, string Root)
{
    private static readonly string[] Parts = ["Annotations", Path.Combine("ImageSets", "Main"), "JPEGImages"];

    /// <summary>Where the annotations lie, <c>id.xml</c> each.</summary>
    public string Annotations => Path.Combine(Root, Parts[0]);

    /// <summary>Where the image sets lie, <c>name.txt</c> each.</summary>
    public string ImageSets => Path.Combine(Root, Parts[1]);

    /// <summary>Where the pictures lie.</summary>
    public string Pictures => Path.Combine(Root, Parts[2]);

    /// <summary>The folders of the layout that a path lacks; none when it is in VOC's layout.</summary>
    /// <param name="root">The path, whether it exists or not.</param>
    public static IReadOnlyList<string> MissingParts(string root) =>
        Parts.Where(part => !Directory.Exists(Path.Combine(root, part))).Select(part => part.Replace('\\', '/')).ToList();

    /// <summary>The file of an image set.</summary>
    /// <param name="imageSet">Its name, e.g. <c>trainval</c>.</param>
    public string ImageSetFile(string imageSet) => Path.Combine(ImageSets, imageSet + ".txt");

    /// <summary>The file of an image's annotation.</summary>
    /// <param name="id">The image's name.</param>
    public string Annotation(string id) => Path.Combine(Annotations, id + ".xml");

    /// <summary>The names of the image sets that exist, in order.</summary>
    public IReadOnlyList<string> ImageSetNames() =>
        Directory.EnumerateFiles(ImageSets, "*.txt").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal).ToList();
}
