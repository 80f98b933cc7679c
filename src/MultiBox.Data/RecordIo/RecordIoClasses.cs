using System.Globalization;
using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>The names behind the class ids of a record file: the experiment's classes in their order, unless a file beside it lists others.</summary>
/// <param name="Names">The names; an id is a position among them, from 0.</param>
/// <param name="File">The file that lists them; null for the experiment's.</param>
internal sealed record RecordIoClasses(IReadOnlyList<string> Names, string? File)
{
    private const int MostNames = 100_000;
    private const string Extension = ".names";

    private static readonly string[] Shared = ["classes.txt", "class_names.txt"];

    /// <summary>What the ids count, for people.</summary>
    public string Where => File ?? "the experiment's classes";

    /// <summary>Whether a file lists names, by its own name.</summary>
    /// <param name="path">The file.</param>
    public static bool IsNames(string path) => Path.GetExtension(path) == Extension || Shared.Contains(Path.GetFileName(path));

    /// <summary>Finds the names for one record file: <c>set.names</c>, else <c>classes.txt</c>, else <c>class_names.txt</c>, a name a line.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="imageSet">The image set's name.</param>
    /// <param name="experiment">The experiment's classes.</param>
    /// <exception cref="MultiBoxException">A file beside it lists no names.</exception>
    public static RecordIoClasses Of(string root, string imageSet, IReadOnlyList<string> experiment)
    {
        foreach (var path in Shared.Prepend(imageSet + Extension).Select(name => Path.Combine(root, name)))
        {
            if (!System.IO.File.Exists(path)) continue;
            var names = TextLines.Read(path).Select(line => line.Text.Trim()).Take(MostNames + 1).ToList();
            while (names.Count > 0 && names[^1].Length == 0) names.RemoveAt(names.Count - 1);
            if (names.Count is > 0 and <= MostNames) return new RecordIoClasses(names, path);
            throw new MultiBoxException(string.Create(
                CultureInfo.InvariantCulture, $"{path}: expected the name of a class a line, at most {MostNames}, found {(names.Count == 0 ? "none" : "more")}."));
        }

        return new RecordIoClasses(experiment, null);
    }
}
