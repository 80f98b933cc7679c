namespace MultiBox.Data;

/// <summary>
/// Looks through the data folder for folders with the names of sources, also behind symbolic links. Names that begin with a dot are passed
/// over: there lies what is not finished. So are downloads.
/// </summary>
/// <param name="dataFolder">The data folder, absolute.</param>
internal sealed class SourceSearch(string dataFolder)
{
    /// <summary>How many folders deep is looked: <c>data/a/b/VOCdevkit/VOC2007</c> is found.</summary>
    public const int Depth = 4;

    /// <summary>How many folders are looked into at most.</summary>
    public const int MostFolders = 20_000;

    private static readonly EnumerationOptions _all = new() { IgnoreInaccessible = true, AttributesToSkip = 0 };

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Whether there were more folders than are looked into.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Looks for folders by name, without regard to case.</summary>
    /// <param name="names">The names.</param>
    /// <returns>The folders in order of depth, then by path; each once, however many links lead to it.</returns>
    public IReadOnlyList<string> Find(IReadOnlyCollection<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = new List<string>();
        var level = new List<string>();
        if (wanted.Count > 0 && IsNew(dataFolder)) level.Add(dataFolder);
        for (var depth = 0; depth < Depth && level.Count > 0; depth++)
        {
            var next = new List<string>();
            foreach (var child in level.SelectMany(Children))
            {
                if (!IsNew(child)) continue;
                if (wanted.Contains(Path.GetFileName(child))) found.Add(child);
                next.Add(child);
                if (_seen.Count < MostFolders) continue;
                IsIncomplete = true;
                return found;
            }

            level = next;
        }

        return found;
    }

    private IEnumerable<string> Children(string folder)
    {
        try
        {
            return Directory.EnumerateDirectories(folder, "*", _all)
                .Where(child => Path.GetFileName(child) is var name && !name.StartsWith('.') && !(name == "downloads" && folder == dataFolder))
                .Order(StringComparer.Ordinal).ToList();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // A link that leads back up, or to where another link leads.
    private bool IsNew(string folder) => RealPath.Of(folder) is { } real && _seen.Add(real);
}
