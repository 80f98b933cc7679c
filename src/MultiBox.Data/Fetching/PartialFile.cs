using System.Text.Json;

namespace MultiBox.Data;

/// <summary>A download under way: <c>NAME.part</c> holds the bytes, <c>NAME.part.json</c> what is needed to go on with it.</summary>
/// <param name="target">The finished file's path.</param>
internal sealed class PartialFile(string target)
{
    private readonly string _statePath = target + ".part.json";

    /// <summary>The path of the bytes.</summary>
    public string Path { get; } = target + ".part";

    /// <summary>The bytes so far.</summary>
    public long Length => new FileInfo(Path) is { Exists: true } file ? file.Length : 0;

    /// <summary>Where the bytes came from; null when it is not known.</summary>
    public PartialState? ReadState()
    {
        try
        {
            return File.Exists(_statePath) ? JsonSerializer.Deserialize<PartialState>(File.ReadAllText(_statePath)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Starts over with the bytes of an address.</summary>
    public void Restart(PartialState state)
    {
        // In this order: after a crash in between, an empty file is what the old state is about.
        File.WriteAllBytes(Path, []);
        File.WriteAllText(_statePath, JsonSerializer.Serialize(state));
    }

    /// <summary>Goes on with the bytes of another address.</summary>
    public void Continue(PartialState state) => File.WriteAllText(_statePath, JsonSerializer.Serialize(state));

    /// <summary>Gives the bytes their final name.</summary>
    public void MoveTo(string path, bool overwrite)
    {
        File.Move(Path, path, overwrite);
        File.Delete(_statePath);
    }

    /// <summary>Forgets the bytes.</summary>
    public void Delete()
    {
        File.Delete(Path);
        File.Delete(_statePath);
    }
}

/// <summary>Where the bytes of a partial file came from.</summary>
/// <param name="Url">The address.</param>
/// <param name="ETag">The server's strong entity tag; null when it gave none.</param>
/// <param name="LastModified">The server's date of the file; null when it gave none.</param>
/// <param name="Total">The whole size in bytes; null when the server did not tell.</param>
/// <param name="IsMixed">Whether some of the bytes came from another address.</param>
internal sealed record PartialState(string Url, string? ETag, DateTimeOffset? LastModified, long? Total, bool IsMixed = false);
