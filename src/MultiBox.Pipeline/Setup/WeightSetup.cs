using System.Security.Cryptography;
using System.Text;
using MultiBox.Data;
using MultiBox.Experiments;

namespace MultiBox.Pipeline.Setup;

/// <summary>Turns weights of an experiment and of the catalogue into the terms of MultiBox.Data.</summary>
internal static class WeightSetup
{
    // Far more than any detector's weights; against a server that sends without end, and archives that swell.
    private const long MostBytes = 4L << 30;

    // What is known roughly may be wrong by this factor.
    private const int Tolerance = 2;

    private const int AddressDigits = 8;

    /// <summary>Weights of the catalogue.</summary>
    public static WeightSpec Spec(CatalogueWeights weights)
    {
        var most = weights.Size ?? (weights.ApproximateSize * Tolerance) ?? MostBytes;
        var file = new ArchiveSpec
        {
            FileName = weights.FileName(),
            Urls = [.. weights.Urls],
            Bytes = weights.Size,
            ApproximateBytes = weights.ApproximateSize,
            Sha256 = weights.Sha256,
            Sha256Prefix = weights.Sha256Prefix,
            Sha1 = weights.Sha1,
            Md5 = weights.Md5,
            IsArchive = weights.Members.Count > 0,
            MaxBytes = most,
            MaxUnpackedBytes = most * Tolerance,
        };
        return new WeightSpec(weights.Name, file, [.. weights.Members]);
    }

    /// <summary>Weights at an address of the experiment.</summary>
    public static WeightSpec Spec(string url, string? sha256)
    {
        // Without a checksum only the address tells files of one name apart, e.g. the many that are called model.pth.
        var name = Path.GetFileName(Uri.UnescapeDataString(new Uri(url).AbsolutePath));
        var address = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)))[..AddressDigits];
        var file = new ArchiveSpec
        {
            FileName = sha256 is null ? $"{address}-{name}" : name,
            MirrorName = name,
            Urls = [url],
            Sha256 = sha256,
            IsArchive = false,
            MaxBytes = MostBytes,
        };
        return new WeightSpec(url, file, []);
    }
}
