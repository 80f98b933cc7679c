using System.Security.Cryptography;

namespace MultiBox.Data;

/// <summary>What a file held when it was last looked at.</summary>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Modified">Its time of change, in UTC ticks.</param>
/// <param name="Sha256">The SHA-256 of its content, lower-case hexadecimal.</param>
internal sealed record FileStamp(long Size, long Modified, string Sha256)
{
    /// <summary>Reads the whole file.</summary>
    public static FileStamp Of(string path)
    {
        using var input = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

        // Before the content: a change in between shows as a change next time.
        var modified = File.GetLastWriteTimeUtc(input.SafeFileHandle).Ticks;
        var sum = Convert.ToHexStringLower(SHA256.HashData(input));
        return new FileStamp(input.Length, modified, sum);
    }

    /// <summary>Whether a file still looks the same from outside: size and time of change.</summary>
    public bool Fits(FileInfo file) => file.Exists && file.Length == Size && file.LastWriteTimeUtc.Ticks == Modified;

    /// <summary>Whether a file still has this content; it is read only when its time of change differs.</summary>
    public bool IsContentOf(string path)
    {
        var file = new FileInfo(path);
        return Fits(file) || (file.Exists && file.Length == Size && Of(path).Sha256 == Sha256);
    }
}
