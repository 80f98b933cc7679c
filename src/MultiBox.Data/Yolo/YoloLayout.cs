using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>One listed picture with the places of what belongs to it.</summary>
/// <param name="ImageSet">Its image set.</param>
/// <param name="Path">Its path in the image set's folder, or in the source's for a list; parts separated by '/'.</param>
/// <param name="Picture">Its absolute path.</param>
/// <param name="Labels">The file of its labels; it need not exist.</param>
/// <param name="Attributes">The file of what labels have no place for; it need not exist; null where labels have no folder of their own.</param>
/// <param name="Place">Where it is listed.</param>
internal sealed record YoloImage(string ImageSet, string Path, string Picture, string Labels, string? Attributes, FaultPlace Place);

/// <summary>Where YOLO's pictures and labels lie in a folder.</summary>
internal static class YoloLayout
{
    /// <summary>The folder of pictures, which the folders of labels and of attributes replace in a path.</summary>
    public const string Images = "images";

    /// <summary>The folder of labels.</summary>
    public const string Labels = "labels";

    /// <summary>The folder of what labels have no place for.</summary>
    public const string Attributes = "attributes";

    // A list of all of ImageNet's pictures has a tenth of this.
    private const long LargestList = 1L << 30;
    private const int DeepestFolder = 8;

    /// <summary>
    /// What makes an image set: a list of pictures inside the folder, which has their order, else a folder of pictures, else a list of
    /// whatever kind. The folder in <c>images</c> where there is none of them.
    /// </summary>
    public static string ImageSetFile(string root, string imageSet)
    {
        var list = ListFile(root, imageSet);
        if (File.Exists(list) && FirstPicture(list) is { } first && StatedPath.Plain(first) is not null) return list;
        string[] places = [Path.Combine(root, Images, imageSet), Path.Combine(root, imageSet, Images), list];
        return places.FirstOrDefault(Path.Exists) ?? places[0];
    }

    /// <summary>Where the list of an image set's pictures is, if it has one.</summary>
    public static string ListFile(string root, string imageSet) => Path.Combine(root, imageSet + ".txt");

    /// <summary>The image sets of a folder, in order; none when it is in another format.</summary>
    public static IReadOnlyList<string> ImageSetNames(string root) =>
    [
        .. Folders(Path.Combine(root, Images)).Select(folder => Path.GetFileName(folder)!)
            .Concat(Folders(root).Where(folder => Directory.Exists(Path.Combine(folder, Images))).Select(folder => Path.GetFileName(folder)!))
            .Concat(Lists(root).Select(file => Path.GetFileNameWithoutExtension(file)!))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>The pictures of an image set: those of its folder by name, or those of its list in the list's order.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="imageSet">The image set.</param>
    /// <param name="log">Where the faults of a list go.</param>
    /// <exception cref="MultiBoxException">The list or the folder cannot be read.</exception>
    public static IEnumerable<YoloImage> List(string root, string imageSet, FaultLog log)
    {
        var source = ImageSetFile(root, imageSet);
        if (File.Exists(source)) return FromList(root, imageSet, source, log);
        var setIsInside = source == Path.Combine(root, Images, imageSet);
        return Pictures(source).Select(path => new YoloImage(
            imageSet, path, StatedPath.Under(source, path), Beside(Labels, path), Beside(Attributes, path),
            new FaultPlace(StatedPath.Under(source, path), 0)));

        string Beside(string folder, string path) =>
            TextFile(StatedPath.Under(setIsInside ? Path.Combine(root, folder, imageSet) : Path.Combine(root, imageSet, folder), path));
    }

    /// <summary>All folders that pictures, labels and attributes may lie in.</summary>
    public static IReadOnlyList<string> AllFolders(string root)
    {
        string[] parts = [Images, Labels, Attributes];
        var tops = parts.Select(part => Path.Combine(root, part))
            .Concat(Folders(root).SelectMany(folder => parts.Select(part => Path.Combine(folder, part)))).Where(Directory.Exists).ToList();
        return [root, .. tops, .. tops.SelectMany(top => Directory.EnumerateDirectories(top, "*", Below))];
    }

    private static EnumerationOptions Below => new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = DeepestFolder,
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    private static IEnumerable<YoloImage> FromList(string root, string imageSet, string file, FaultLog log)
    {
        foreach (var (text, line) in BoundedLines.Read(file, LargestList))
        {
            var place = new FaultPlace(file, line);
            if (StatedPath.Plain(text) is not { } path)
            {
                log.Add(BadDataAction.ImageDropped, place, "the picture lies outside the source's folder", "a path inside it", $"'{text}'");
                continue;
            }

            var beside = TextFile(StatedPath.Under(root, path));
            var labels = Replaced(root, path, Labels);
            yield return new YoloImage(
                imageSet, path, StatedPath.Under(root, path), labels is not null && File.Exists(labels) ? labels : beside,
                Replaced(root, path, Attributes), place);
        }
    }

    // The last folder that is named 'images' is the one, as in YOLO's own tools.
    private static string? Replaced(string root, string path, string folder)
    {
        var parts = path.Split('/');
        var at = Array.LastIndexOf(parts, Images, Math.Max(0, parts.Length - 2));
        if (at < 0 || at == parts.Length - 1) return null;
        parts[at] = folder;
        return TextFile(StatedPath.Under(root, string.Join('/', parts)));
    }

    private static List<string> Pictures(string folder)
    {
        try
        {
            // What a Mac leaves beside each picture on a foreign disk begins with "._".
            return
            [
                .. Directory.EnumerateFiles(folder, "*", Below)
                    .Where(file => PictureExtensions.Rank(file) >= 0 && !Path.GetFileName(file).StartsWith("._", StringComparison.Ordinal))
                    .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MultiBoxException($"{folder}: cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private static string TextFile(string picture) => Path.ChangeExtension(picture, ".txt");

    private static IEnumerable<string> Folders(string folder) => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [];

    // Notes and lists of classes are text files too.
    private static IEnumerable<string> Lists(string root) =>
        Directory.Exists(root) ? Directory.EnumerateFiles(root, "*.txt").Where(file => FirstPicture(file) is not null) : [];

    private static string? FirstPicture(string list)
    {
        try
        {
            var first = BoundedLines.Read(list, LargestList).Select(line => line.Text).FirstOrDefault();
            return first is not null && PictureExtensions.Rank(first) >= 0 ? first : null;
        }
        catch (MultiBoxException)
        {
            return null;
        }
    }
}
