using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Writes files so that a crash leaves either the old or the new content, never a half.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file, creating its folder when absent.</summary>
    /// <exception cref="MultiBoxException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".writing";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var output = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                output.Write(content);
                output.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MultiBoxException($"{path}: cannot be written ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
