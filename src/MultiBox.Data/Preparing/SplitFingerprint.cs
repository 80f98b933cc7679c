using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MultiBox.Data;

/// <summary>Sums up what a split holds, wherever its files lie.</summary>
internal static class SplitFingerprint
{
    /// <summary>SHA-256 over the classes and all images in order.</summary>
    /// <param name="classes">The classes in the order of their labels.</param>
    /// <param name="records">The images.</param>
    /// <param name="pictures">Their pictures.</param>
    /// <param name="options">How pictures are stored, which counts where it changes their pixels.</param>
    /// <param name="annotation">What the annotation's file holds; null where it is the picture's file.</param>
    public static string Of(
        IReadOnlyList<string> classes, IReadOnlyList<ImageRecord> records, IReadOnlyList<PackedPicture> pictures, PackOptions options,
        Func<ImageRecord, Sha256Sum?> annotation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new StringBuilder("multibox-fingerprint 1\n");
        foreach (var name in classes) text.Append(name).Append('\n');
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            text.Append(record.Source).Append('\n').Append(record.Id).Append('\n');
            text.Append(annotation(record)?.ToString() ?? "-").Append(' ').Append(pictures[i].Content);
            if (options.Shrink(record.Width, record.Height) is not null) text.Append(" shrunk ").Append(options.Key);
            text.Append('\n');
            foreach (var item in record.Objects)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{item.Label} {item.Box.X1:R} {item.Box.Y1:R} {item.Box.X2:R} {item.Box.Y2:R} {(item.Difficult ? 1 : 0)} {(item.Truncated ? 1 : 0)}");
                if (item.Crowd) text.Append(" crowd");
                if (item.Area is { } area) text.Append(CultureInfo.InvariantCulture, $" area {area:R}");
                text.Append('\n');
            }

            Flush();
        }

        Flush();
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Flush()
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
            text.Clear();
        }
    }

    /// <summary>SHA-256 over lines of text.</summary>
    public static string Of(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
}
