using System.Globalization;

namespace MultiBox.Native.Report;

/// <summary>Reads the small files by which Linux tells about itself.</summary>
internal static class SystemFile
{
    /// <summary>The lines of a file; none when it is absent or not readable.</summary>
    /// <param name="path">The file.</param>
    internal static string[] Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The value of the first line <c>key separator value</c>, trimmed, without quotes.</summary>
    /// <param name="lines">The lines of the file.</param>
    /// <param name="key">The key.</param>
    /// <param name="separator">What parts key and value.</param>
    /// <returns>The value, or null when no line has the key.</returns>
    internal static string? Value(IEnumerable<string> lines, string key, char separator) => lines
        .Select(line => line.Split(separator, 2))
        .Where(parts => parts.Length == 2 && parts[0].Trim() == key)
        .Select(parts => parts[1].Trim().Trim('"'))
        .FirstOrDefault();

    /// <summary>The number at the start of a text, or null when there is none.</summary>
    /// <param name="text">The text, such as <c>8052240 kB</c>.</param>
    internal static long? Number(string? text) =>
        long.TryParse(text?.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A size as people read it, such as <c>7.7 GiB</c>.</summary>
    /// <param name="bytes">Bytes.</param>
    internal static string Size(long bytes) => bytes < 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0} GiB");
}
