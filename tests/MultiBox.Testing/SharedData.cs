namespace MultiBox.Testing;

/// <summary>
/// Finds the folder of shared data (golden vectors, data sets, pictures) that lies outside the repository. Tests that need it
/// skip themselves when it is absent.
/// </summary>
public static class SharedData
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "MULTIBOX_SHARED";

    /// <summary>What a skipped test says.</summary>
    public const string Absent = $"The shared data are absent: set {Variable} to their folder or put it beside the repository as 'shared'.";

    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>The folder's absolute path, or null where there is none.</summary>
    public static string? Folder => Found.Value;

    /// <summary>The absolute path of a file or folder of the shared data.</summary>
    /// <param name="relative">Its path in the folder, parts separated by '/'.</param>
    /// <returns>The path, or null where it does not exist.</returns>
    public static string? TryFind(string relative)
    {
        ArgumentException.ThrowIfNullOrEmpty(relative);
        if (Folder is not { } folder) return null;
        var path = Path.GetFullPath(Path.Combine(folder, relative));
        return File.Exists(path) || Directory.Exists(path) ? path : null;
    }

    /// <summary>The repository's root: the nearest folder above the test binary that holds <c>global.json</c>.</summary>
    /// <returns>The absolute path, or null for a binary that was carried elsewhere.</returns>
    public static string? RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "global.json"))) return folder.FullName;
        }

        return null;
    }

    private static string? Find()
    {
        var candidate = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(candidate))
        {
            if (RepositoryRoot() is not { } root) return null;
            candidate = Path.Combine(root, "..", "shared");
        }

        candidate = Path.GetFullPath(candidate);
        return Directory.Exists(candidate) ? candidate : null;
    }
}
