using System.Security.Cryptography;
using System.Text;

namespace MultiBox.Data;

/// <summary>What a file, or a folder with all below it, held when it was last looked at. A folder's content is its files' names.</summary>
/// <param name="Size">The size in bytes; the number of files of a folder.</param>
/// <param name="Modified">The time of change, in UTC ticks; 0 for a folder, which does not know when one below it changed.</param>
/// <param name="Sha256">The SHA-256 of the content, lower-case hexadecimal.</param>
internal sealed record FileStamp(long Size, long Modified, string Sha256)
{
    /// <summary>Reads the whole file.</summary>
    public static FileStamp Of(string path)
    {
        if (Directory.Exists(path)) return OfFolder(path);
        using var input = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

        // Before the content: a change in between shows as a change next time.
        var modified = File.GetLastWriteTimeUtc(input.SafeFileHandle).Ticks;
        var sum = Convert.ToHexStringLower(SHA256.HashData(input));
        return new FileStamp(input.Length, modified, sum);
    }

    /// <summary>Whether a file still looks the same from outside: size and time of change.</summary>
    public bool Fits(string path) => Directory.Exists(path) ? OfFolder(path) == this : Look(path) is { } file && file.Length == Size && file.LastWriteTimeUtc.Ticks == Modified;

    /// <summary>Whether a file still has this content; it is read only when its time of change differs.</summary>
    public bool IsContentOf(string path) => Directory.Exists(path)
        ? OfFolder(path) == this
        : Look(path) is { } file && file.Length == Size && (file.LastWriteTimeUtc.Ticks == Modified || Of(path).Sha256 == Sha256);

    private static FileStamp OfFolder(string path)
    {
        var names = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(path, file).Replace('\\', '/')).Order(StringComparer.Ordinal).ToList();
        return new FileStamp(names.Count, 0, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names)))));
    }

    // Data sets are often made of links, and a link has a size and a time of its own.
    private static FileInfo? Look(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.LinkTarget is not null) file = (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!;
        return file.Exists ? file : null;
    }
}
