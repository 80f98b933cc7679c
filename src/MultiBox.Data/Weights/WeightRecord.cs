using System.Security.Cryptography;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>What is known of cached weights: the file <c>.source.json</c> beside them.</summary>
/// <param name="Urls">Where they may be fetched from.</param>
/// <param name="Sha256">The SHA-256 of the file that was fetched.</param>
/// <param name="Members">Which files of an archive were wanted; none for a file that is the weights itself.</param>
/// <param name="Files">The files, the weights first.</param>
internal sealed record WeightRecord(IReadOnlyList<string> Urls, string Sha256, IReadOnlyList<string> Members, IReadOnlyList<WeightRecord.CachedFile> Files)
{
    private const string FileName = ".source.json";
    private const string Format = "multibox-weights";
    private const int Version = 1;

    /// <summary>Reads the record of a folder.</summary>
    /// <returns>The record; null where there is none that can be read.</returns>
    public static WeightRecord? Read(string folder)
    {
        try
        {
            return SealedJson.Read<WeightRecord>(Path.Combine(folder, FileName), Format, Version).Body;
        }
        catch (MultiBoxException)
        {
            return null;
        }
    }

    /// <summary>Writes the record into a folder.</summary>
    public void Write(string folder) => SealedJson.Write(Path.Combine(folder, FileName), Format, Version, this, indented: true);

    /// <summary>Whether these are the weights that are asked for.</summary>
    public bool Fits(WeightSpec spec)
    {
        var file = spec.File;
        var isSame = file.Sha256 is not null ? Sha256.Equals(file.Sha256, StringComparison.OrdinalIgnoreCase)
            : file.Sha256Prefix is not null ? Sha256.StartsWith(file.Sha256Prefix, StringComparison.OrdinalIgnoreCase)
            : Urls.Intersect(file.Urls, StringComparer.Ordinal).Any();
        return isSame && Members.SequenceEqual(spec.Members, StringComparer.Ordinal);
    }

    /// <summary>The first file that is not as it was; null when all are.</summary>
    public string? FindDamage(string folder) => Files.Select(file => (file, Path: Path.Combine(folder, file.Name)))
        .FirstOrDefault(x => !(new FileInfo(x.Path) is { Exists: true } info && info.Length == x.file.Bytes && SumOf(x.Path) == x.file.Sha256)).Path;

    /// <summary>The SHA-256 of a file in hexadecimal.</summary>
    public static string SumOf(string path)
    {
        using var content = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    /// <summary>A file of the cache.</summary>
    /// <param name="Name">Its name, without folders.</param>
    /// <param name="Bytes">Its length.</param>
    /// <param name="Sha256">Its SHA-256.</param>
    public sealed record CachedFile(string Name, long Bytes, string Sha256);
}
