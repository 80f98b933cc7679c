using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MultiBox.Data;

/// <summary>Compares a file with what is known of its archive: size and checksums, all in one pass.</summary>
internal static class ArchiveCheck
{
    // Stands for the digits that are not known.
    private const string Rest = "...";

    /// <summary>Looks for a fault.</summary>
    /// <returns>
    /// What is wrong, e.g. <c>wrong checksum, expected MD5 ..., found ...</c>, with every sum that differs; null for a file that is right.
    /// Where no checksum is stated, an archive has at least to begin as one does, and another file not to begin as a page of a web site.
    /// </returns>
    public static async Task<string?> FindFaultAsync(string path, ArchiveSpec archive, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var length = new FileInfo(path).Length;
        if (archive.Bytes is { } bytes && bytes != length)
        {
            return string.Create(CultureInfo.InvariantCulture, $"wrong size, expected {bytes} bytes, found {length}{Foreign(path, archive)}");
        }

        if (!archive.HasChecksum) return Foreign(path, archive) is { Length: > 0 } fault ? fault[2..] : null;
        var differences = await DifferencesAsync(path, archive, meter, cancellationToken);
        return differences.Count == 0 ? null : $"wrong checksum, {string.Join("; ", differences)}{Foreign(path, archive)}";
    }

    /// <summary>The size and the strongest known checksum in words, for people who fetch the file by hand; empty when nothing is known.</summary>
    public static string Describe(ArchiveSpec archive)
    {
        var size = archive.Bytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes")
            : archive.ApproximateBytes is { } about ? string.Create(CultureInfo.InvariantCulture, $"about {about} bytes")
            : null;
        var sum = archive.Sha256 is not null ? $"SHA-256 {archive.Sha256}"
            : archive.Sha256Prefix is not null ? $"SHA-256 {archive.Sha256Prefix}{Rest}"
            : archive.Sha1 is not null ? $"SHA-1 {archive.Sha1}"
            : archive.Md5 is not null ? $"MD5 {archive.Md5}"
            : null;
        return string.Join(", ", new[] { size, sum }.OfType<string>());
    }

    // A page that says "not found" or asks for a login arrives as a file, too.
    private static string Foreign(string path, ArchiveSpec archive)
    {
        using var file = File.OpenRead(path);
        var head = new byte[ArchiveReader.HeadLength];
        var start = head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        if (archive.IsArchive ? ArchiveReader.KindOf(start) is not null : !start.IsEmpty && !IsWebPage(start)) return "";
        var what = archive.IsArchive ? "not an archive" : "not the file";
        var text = new string([.. start[..Math.Min(40, start.Length)].ToArray().Select(b => b is >= 0x20 and < 0x7F ? (char)b : '.')]);
        return text.Length == 0 ? $"; {what}, it is empty" : $"; {what}, it begins with '{text}'";
    }

    private static bool IsWebPage(ReadOnlySpan<byte> start)
    {
        var text = Encoding.Latin1.GetString(start).TrimStart();
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<List<string>> DifferencesAsync(
        string path, ArchiveSpec archive, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var stated = new (string Name, HashAlgorithmName Algorithm, string? Sum)[]
        {
            ("SHA-256", HashAlgorithmName.SHA256, archive.Sha256 ?? (archive.Sha256Prefix is { } prefix ? prefix + Rest : null)),
            ("SHA-1", HashAlgorithmName.SHA1, archive.Sha1),
            ("MD5", HashAlgorithmName.MD5, archive.Md5),
        };
        var hashes = stated.Where(x => x.Sum is not null)
            .Select(x => (x.Name, Sum: x.Sum!, Hash: IncrementalHash.CreateHash(x.Algorithm))).ToList();
        try
        {
            await using var input = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
            meter.Begin(FetchStage.Verifying, 0, input.Length);
            var buffer = new byte[1 << 20];
            while (await input.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                foreach (var (_, _, hash) in hashes) hash.AppendData(buffer, 0, read);
                meter.Advance(input.Position);
            }

            meter.End(input.Position);
            return hashes
                .Select(x => (x.Name, Expected: x.Sum.Trim(), Found: Convert.ToHexStringLower(x.Hash.GetHashAndReset())))
                .Where(x => !Fits(x.Found, x.Expected))
                .Select(x => $"expected {x.Name} {x.Expected}, found {x.Found}").ToList();
        }
        finally
        {
            foreach (var (_, _, hash) in hashes) hash.Dispose();
        }
    }

    private static bool Fits(string found, string expected) => expected.EndsWith(Rest, StringComparison.Ordinal)
        ? found.StartsWith(expected[..^Rest.Length], StringComparison.OrdinalIgnoreCase)
        : found.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
