using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Reads image sets: a picture's name a line, optionally followed by VOC's per-class flag (-1, 0 or 1).</summary>
public static class VocImageSet
{
    /// <summary>Reads a list. A byte order mark, blank lines and either line ending are fine.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The names with their lines, in the file's order, repetitions included.</returns>
    /// <exception cref="MultiBoxException">A line is too long for a name.</exception>
    public static IReadOnlyList<(string Id, int Line)> Read(string path)
    {
        var ids = new List<(string, int)>();
        foreach (var (raw, line) in TextLines.Read(path))
        {
            var id = WithoutFlag(raw.Trim());
            if (id.Length > 0) ids.Add((id, line));
        }

        return ids;
    }

    /// <summary>Whether the end of a name would be taken for a flag.</summary>
    /// <param name="name">The name.</param>
    internal static bool EndsWithFlag(string name) => WithoutFlag(name) != name;

    // Only VOC's own flags end a name, so that names with spaces in them stay whole.
    private static string WithoutFlag(string text)
    {
        var end = text.LastIndexOfAny([' ', '\t']);
        return end > 0 && text[(end + 1)..] is "-1" or "0" or "1" ? text[..end].TrimEnd() : text;
    }
}
