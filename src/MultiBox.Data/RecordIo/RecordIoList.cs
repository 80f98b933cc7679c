using System.Globalization;

namespace MultiBox.Data;

/// <summary>
/// The <c>.lst</c> file beside a record file, from which im2rec made it: the index of a record, its labels and the picture's path a
/// line, separated by tabs. Only the names of the pictures are taken; the labels are in the records.
/// </summary>
internal static class RecordIoList
{
    // A thousand objects of six values with six decimals each have some 60,000 characters.
    private const int LongestLine = 1 << 20;

    /// <summary>Reads a list.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fault">Told of each line that is none, with what it holds.</param>
    /// <returns>The picture's path with its line by the record's index; the first line of an index counts.</returns>
    public static IReadOnlyDictionary<ulong, (string Picture, int Line)> Read(string path, Action<int, string> fault)
    {
        var pictures = new Dictionary<ulong, (string, int)>();
        foreach (var (text, line) in TextLines.Read(path, LongestLine))
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            var (first, last) = (text.IndexOf('\t', StringComparison.Ordinal), text.LastIndexOf('\t'));
            var picture = text[(last + 1)..].Trim();
            if (first < 0 || picture.Length == 0 || !ulong.TryParse(text.AsSpan(0, first).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                fault(line, text.Length > 40 ? $"'{text[..40]}...'" : $"'{text}'");
                continue;
            }

            pictures.TryAdd(index, (picture.Replace('\\', '/'), line));
        }

        return pictures;
    }
}
