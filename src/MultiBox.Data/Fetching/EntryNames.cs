using System.Globalization;
using System.Text;

namespace MultiBox.Data;

/// <summary>
/// Checks the names of an archive's entries: none may lead out of the folder, and no two may meet in one file on any file system.
/// </summary>
internal sealed class EntryNames
{
    // What file systems take.
    private const int LongestPart = 255;
    private const int LongestName = 4000;

    private readonly Dictionary<string, (string Exact, bool IsFile)> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>An entry's name with '/' between its parts and nothing that leads elsewhere; empty for the archive's own top.</summary>
    /// <exception cref="HostileEntry">The name leads elsewhere, or no file system takes it.</exception>
    public static string Normalize(string name)
    {
        var plain = name.Replace('\\', '/');
        if (plain.StartsWith('/')) throw new HostileEntry("has an absolute path");
        var parts = plain.Split('/').Where(part => part is not ("" or ".")).ToList();
        if (parts.Contains("..")) throw new HostileEntry("leaves its folder by '..'");

        // Drives and alternate streams on Windows, and names that no file system takes.
        if (parts.Exists(part => part.Contains(':', StringComparison.Ordinal) || part.Contains('\0', StringComparison.Ordinal)))
        {
            throw new HostileEntry("holds ':' or a zero character");
        }

        var longest = parts.Select(Encoding.UTF8.GetByteCount).DefaultIfEmpty().Max();
        if (longest > LongestPart || plain.Length > LongestName)
        {
            var length = Math.Max(longest, plain.Length);
            throw new HostileEntry(string.Create(CultureInfo.InvariantCulture, $"has a name of {length} bytes, more than file systems take"));
        }

        return string.Join('/', parts);
    }

    /// <summary>Where a link leads within the archive.</summary>
    /// <param name="link">The link's target as the archive states it.</param>
    /// <param name="parent">The folder that it starts from, with '/' at its end; empty for the top.</param>
    /// <exception cref="HostileEntry">It leads out of the archive.</exception>
    public static string NormalizeLink(string link, string parent)
    {
        var plain = link.Replace('\\', '/');
        if (plain.StartsWith('/')) throw new HostileEntry($"is a link to the absolute path '{Short(link)}'");
        if (plain.Length > LongestName) throw new HostileEntry($"is a link with a target that is too long, '{Short(link)}'");
        var parts = new List<string>();
        foreach (var part in (parent + plain).Split('/').Where(part => part is not ("" or ".")))
        {
            if (part != "..") parts.Add(part);
            else if (parts.Count == 0) throw new HostileEntry($"is a link that leaves the archive, to '{Short(link)}'");
            else parts.RemoveAt(parts.Count - 1);
        }

        return string.Join('/', parts);
    }

    /// <summary>A name for messages, which a hostile archive may have made very long.</summary>
    public static string Short(string name) => name.Length <= 200 ? name : name[..200] + "...";

    /// <summary>Takes a name and the folders above it. The same file twice is allowed: the later one replaces the earlier.</summary>
    /// <exception cref="HostileEntry">Another entry has this name in another case, or is a file where this one needs a folder.</exception>
    public void Add(string name, bool isFile)
    {
        Add(name, isFile, name);
        for (var slash = name.LastIndexOf('/'); slash > 0; slash = name.LastIndexOf('/', slash - 1))
        {
            if (!Add(name[..slash], isFile: false, name)) break;
        }
    }

    private bool Add(string path, bool isFile, string name)
    {
        if (_known.TryAdd(path, (path, isFile))) return true;
        var (exact, wasFile) = _known[path];
        if (exact != path) throw new HostileEntry($"differs from '{exact}' only in case, which not every file system tells apart");
        if (wasFile != isFile)
        {
            throw new HostileEntry(wasFile && path != name ? $"lies under '{path}', which is a file" : "is a file and a folder");
        }

        return false;
    }
}

/// <summary>Why an entry is refused, with it the archive. The words follow the entry's name.</summary>
internal sealed class HostileEntry(string why) : Exception(why);
