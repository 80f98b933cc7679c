using System.Collections.Concurrent;
using System.Text.Json;

namespace MultiBox.Data;

/// <summary>
/// Remembers the content hashes of files by path, size and time of change, so that preparing again reads no pictures. Only a
/// shortcut: when it is damaged, everything is hashed anew.
/// </summary>
/// <param name="path">The cache's own file.</param>
internal sealed class FileHashCache(string path)
{
    /// <summary>The name of a data set's cache in the folder of its indexes.</summary>
    public const string FileName = "hashes.json";

    private readonly Dictionary<string, FileStamp> _known = Load(path);
    private readonly ConcurrentDictionary<string, FileStamp> _used = new(StringComparer.Ordinal);

    /// <summary>The stamp of a file. Safe on several threads.</summary>
    public FileStamp Stamp(string file) =>
        _used.GetOrAdd(file, _ => _known.TryGetValue(file, out var stamp) && stamp.Fits(file) ? stamp : FileStamp.Of(file));

    /// <summary>Keeps what this run used; the rest is of no use any more.</summary>
    public void Save() => AtomicFile.Write(
        path, JsonSerializer.SerializeToUtf8Bytes(new SortedDictionary<string, FileStamp>(_used, StringComparer.Ordinal)));

    private static Dictionary<string, FileStamp> Load(string path)
    {
        try
        {
            if (File.Exists(path) && JsonSerializer.Deserialize<Dictionary<string, FileStamp>>(File.ReadAllBytes(path)) is { } known) return known;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // Hashing anew costs time, a wrong fingerprint would cost an experiment.
        }

        return [];
    }
}
