namespace MultiBox.Data;

/// <summary>The path of a file or folder with every symbolic link on it followed.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>Follows the links of a path.</summary>
    /// <returns>The path without links; null for one that runs in a circle.</returns>
    public static string? Of(string path)
    {
        var links = 0;
        return Follow(Path.GetFullPath(path), ref links);
    }

    private static string? Follow(string path, ref int links)
    {
        if (Path.GetDirectoryName(path) is not { } parent) return path;
        if (Follow(parent, ref links) is not { } real) return null;
        var here = Path.Combine(real, Path.GetFileName(path));
        if (new FileInfo(here).LinkTarget is not { } target) return here;
        return ++links > MostLinks ? null : Follow(Path.GetFullPath(target, real), ref links);
    }
}
