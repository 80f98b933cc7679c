namespace MultiBox.Data;

/// <summary>A path as an index stores it: within a source, so that it holds wherever the source lies.</summary>
/// <param name="Source">The source's number; -1 where the path lies in none.</param>
/// <param name="Path">The path from the source's root, with '/'; else the absolute path.</param>
internal readonly record struct SourcePath(int Source, string Path)
{
    /// <summary>Finds the source that a path lies in; the innermost, should sources lie in each other.</summary>
    /// <param name="path">The absolute path.</param>
    /// <param name="sources">The sources.</param>
    public static SourcePath Of(string path, IReadOnlyList<PackedSource> sources)
    {
        var (best, length) = (-1, 0);
        for (var i = 0; i < sources.Count; i++)
        {
            var root = sources[i].Root;
            if (root.Length > length && path.Length > root.Length + 1 && path.StartsWith(root, StringComparison.Ordinal) && IsSeparator(path[root.Length]))
            {
                (best, length) = (i, root.Length);
            }
        }

        return best < 0 ? new SourcePath(-1, path) : new SourcePath(best, path[(length + 1)..].Replace(System.IO.Path.DirectorySeparatorChar, '/'));
    }

    /// <summary>The absolute path.</summary>
    /// <param name="roots">The root of each source.</param>
    public string In(IReadOnlyList<string> roots) =>
        Source < 0 ? Path : System.IO.Path.Join(roots[Source], Path.Replace('/', System.IO.Path.DirectorySeparatorChar));

    private static bool IsSeparator(char letter) => letter == System.IO.Path.DirectorySeparatorChar || letter == System.IO.Path.AltDirectorySeparatorChar;
}
