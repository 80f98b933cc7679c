using System.Globalization;
using System.Security.Cryptography;

namespace MultiBox.Data;

/// <summary>Compares a file with what is known of its archive: size and checksums, all in one pass.</summary>
internal static class ArchiveCheck
{
    /// <summary>Looks for a fault.</summary>
    /// <returns>
    /// What is wrong, e.g. <c>wrong checksum, expected MD5 ..., found ...</c>, with every sum that differs; null for a file that is right.
    /// Where no checksum is stated, the file has at least to begin as an archive does.
    /// </returns>
    public static async Task<string?> FindFaultAsync(string path, ArchiveSpec archive, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var length = new FileInfo(path).Length;
        if (archive.Bytes is { } bytes && bytes != length)
        {
            return string.Create(CultureInfo.InvariantCulture, $"wrong size, expected {bytes} bytes, found {length}{NoArchive(path)}");
        }

        if (!archive.HasChecksum) return NoArchive(path) is { Length: > 0 } fault ? fault[2..] : null;
        var differences = await DifferencesAsync(path, archive, meter, cancellationToken);
        return differences.Count == 0 ? null : $"wrong checksum, {string.Join("; ", differences)}{NoArchive(path)}";
    }

    /// <summary>The size and the strongest known checksum in words, for people who fetch the file by hand; empty when nothing is known.</summary>
    public static string Describe(ArchiveSpec archive)
    {
        var size = archive.Bytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes")
            : archive.ApproximateBytes is { } about ? string.Create(CultureInfo.InvariantCulture, $"about {about} bytes")
            : null;
        var sum = archive.Sha256 is not null ? $"SHA-256 {archive.Sha256}"
            : archive.Sha1 is not null ? $"SHA-1 {archive.Sha1}"
            : archive.Md5 is not null ? $"MD5 {archive.Md5}"
            : null;
        return string.Join(", ", new[] { size, sum }.OfType<string>());
    }

    // A page that says "not found" or asks for a login arrives as a file, too.
    private static string NoArchive(string path)
    {
        using var file = File.OpenRead(path);
        var head = new byte[ArchiveReader.HeadLength];
        var start = head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        if (ArchiveReader.KindOf(start) is not null) return "";
        var text = new string([.. start[..Math.Min(40, start.Length)].ToArray().Select(b => b is >= 0x20 and < 0x7F ? (char)b : '.')]);
        return text.Length == 0 ? "; not an archive, it is empty" : $"; not an archive, it begins with '{text}'";
    }

    private static async Task<List<string>> DifferencesAsync(
        string path, ArchiveSpec archive, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var stated = new (string Name, HashAlgorithmName Algorithm, string? Sum)[]
        {
            ("SHA-256", HashAlgorithmName.SHA256, archive.Sha256),
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
                .Where(x => !x.Expected.Equals(x.Found, StringComparison.OrdinalIgnoreCase))
                .Select(x => $"expected {x.Name} {x.Expected}, found {x.Found}").ToList();
        }
        finally
        {
            foreach (var (_, _, hash) in hashes) hash.Dispose();
        }
    }
}
