namespace MultiBox.Data;

/// <summary>Writes files so that a crash leaves either the old or the new content, never a half.</summary>
internal static class AtomicFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".writing";
        using (var output = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            output.Write(content);
            output.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
