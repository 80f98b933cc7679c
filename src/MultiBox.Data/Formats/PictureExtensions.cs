namespace MultiBox.Data;

/// <summary>The names that picture files have.</summary>
internal static class PictureExtensions
{
    // When a name has several pictures, VOC's own format wins.
    private static readonly string[] Ranked = [".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif"];

    /// <summary>The rank of a file among those that differ in their extension alone, 0 first; -1 for what is no picture by its name.</summary>
    /// <param name="path">The file.</param>
    public static int Rank(string path) =>
        Array.FindIndex(Ranked, extension => extension.Equals(Path.GetExtension(path), StringComparison.OrdinalIgnoreCase));
}
