using System.Security.Cryptography;

namespace MultiBox.Data;

/// <summary>Compares a file with the checksums of its archive, all in one pass.</summary>
internal static class ArchiveChecksums
{
    /// <summary>Computes the stated sums.</summary>
    /// <returns>A line for each sum that differs, naming both; none when the file is right or no sum is stated.</returns>
    public static async Task<IReadOnlyList<string>> FindDifferencesAsync(
        string path, ArchiveSpec archive, IProgress<FetchProgress>? progress, CancellationToken cancellationToken)
    {
        if (!archive.HasChecksum) return [];
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
            progress?.Report(new FetchProgress(archive.FileName, FetchStage.Verifying, 0, input.Length));
            var buffer = new byte[1 << 20];
            while (await input.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                foreach (var (_, _, hash) in hashes) hash.AppendData(buffer, 0, read);
                progress?.Report(new FetchProgress(archive.FileName, FetchStage.Verifying, input.Position, input.Length));
            }

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
