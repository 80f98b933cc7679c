using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MultiBox.Data;

/// <summary>Sums up what a split holds, wherever its files lie.</summary>
internal static class SplitFingerprint
{
    /// <summary>SHA-256 over the classes and all images in order.</summary>
    public static string Of(IReadOnlyList<string> classes, IReadOnlyList<ImageRecord> records, Func<string, FileStamp> stamp)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new StringBuilder("multibox-fingerprint 1\n");
        foreach (var name in classes) text.Append(name).Append('\n');
        foreach (var record in records)
        {
            text.Append(record.Source).Append('\n').Append(record.Id).Append('\n');
            text.Append(stamp(record.AnnotationPath).Sha256).Append(' ').Append(stamp(record.Picture.Path).Sha256).Append('\n');
            foreach (var item in record.Objects)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{item.Label} {item.Box.X1:R} {item.Box.Y1:R} {item.Box.X2:R} {item.Box.Y2:R} {(item.Difficult ? 1 : 0)} {(item.Truncated ? 1 : 0)}{(item.Crowd ? " crowd" : "")}");
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
