using MultiBox.Abstractions;

namespace MultiBox.Pipeline.Detecting;

/// <summary>Finds the pictures that a user names.</summary>
internal static class PictureFiles
{
    private static readonly string[] _extensions = [".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif"];

    /// <summary>Files as named; of a folder all pictures directly in it, in order of their names.</summary>
    /// <exception cref="MultiBoxException">Names that do not exist, or a folder without pictures: all of them.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths, string option)
    {
        var found = new List<string>();
        var faults = new List<string>();
        foreach (var path in paths)
        {
            if (File.Exists(path))
            {
                found.Add(path);
            }
            else if (Directory.Exists(path))
            {
                var pictures = Directory.GetFiles(path).Where(file => _extensions.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal).ToList();
                if (pictures.Count == 0) faults.Add($"{option}: {path} holds no picture ({string.Join(", ", _extensions)}).");
                found.AddRange(pictures);
            }
            else
            {
                faults.Add($"{option}: there is no picture or folder {path}.{Nearby(path)}");
            }
        }

        return faults.Count == 0 ? found : throw new MultiBoxException(string.Join('\n', faults));
    }

    private static string Nearby(string path)
    {
        var folder = Path.GetDirectoryName(path);
        return Directory.Exists(folder) ? DidYouMean.Sentence(Path.GetFileName(path), Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).OfType<string>()) : "";
    }
}
