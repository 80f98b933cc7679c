using System.Text;

namespace MultiBox.Abstractions;

/// <summary>
/// Writes files that appear whole or not at all: first under a temporary name in the same folder, then renamed. A crash leaves the
/// old content. Not part of the plugins' contract: the host's own projects see it.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Writes a file, creating its folder when absent.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="write">Writes the content; what it throws leaves the old file.</param>
    /// <exception cref="MultiBoxException">It cannot be written.</exception>
    public static void Write(string path, Action<FileStream> write)
    {
        var full = Path.GetFullPath(path);
        var temporary = $"{full}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full) ?? full);
            try
            {
                using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
                {
                    write(stream);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(temporary, full, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MultiBoxException($"{path}: cannot be written ({fault.Message.TrimEnd('.')}).", fault);
        }
    }

    /// <summary>Writes bytes.</summary>
    /// <exception cref="MultiBoxException">They cannot be written.</exception>
    public static void WriteBytes(string path, byte[] content) => Write(path, stream => stream.Write(content));

    /// <summary>Writes text as UTF-8.</summary>
    /// <exception cref="MultiBoxException">It cannot be written.</exception>
    public static void WriteText(string path, string text) => WriteBytes(path, Encoding.UTF8.GetBytes(text));
}
