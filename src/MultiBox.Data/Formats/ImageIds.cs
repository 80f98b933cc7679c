namespace MultiBox.Data;

/// <summary>Names images by their pictures' files.</summary>
internal static class ImageIds
{
    /// <summary>
    /// Short names where they are unique: the file's name without its extension. Otherwise the path without it, otherwise the image set
    /// with the whole path, which are unique as each file is listed once.
    /// </summary>
    /// <param name="images">The image set of each image and its path in it, parts separated by '/'.</param>
    /// <returns>The names, in the same order.</returns>
    public static string[] Of(IReadOnlyList<(string ImageSet, string Path)> images)
    {
        var ids = images.Select(image => Path.GetFileNameWithoutExtension(image.Path)).ToArray();
        Lengthen(ids, i => WithoutExtension(images[i].Path));
        Lengthen(ids, i => $"{images[i].ImageSet}/{images[i].Path}");
        return ids;
    }

    private static void Lengthen(string[] ids, Func<int, string> longer)
    {
        var counts = ids.CountBy(id => id, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        for (var i = 0; i < ids.Length; i++)
        {
            if (counts[ids[i]] > 1) ids[i] = longer(i);
        }
    }

    private static string WithoutExtension(string path) => path[..^Path.GetExtension(path).Length];
}
