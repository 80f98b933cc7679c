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
    public bool Fits(string path) => Look(path) is { } file && file.Length == Size && file.LastWriteTimeUtc.Ticks == Modified;

    /// <summary>Whether a file still has this content; it is read only when its time of change differs.</summary>
    public bool IsContentOf(string path) =>
        Look(path) is { } file && file.Length == Size && (file.LastWriteTimeUtc.Ticks == Modified || Of(path).Sha256 == Sha256);

    // Data sets are often made of links, and a link has a size and a time of its own.
    private static FileInfo? Look(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.LinkTarget is not null) file = (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!;
        return file.Exists ? file : null;
    }
}
