namespace MultiBox.Experiments;

/// <summary>
/// Where plugins lie on disk: a folder <c>Name</c> with <c>Name.dll</c> in it (dropped in), or in its <c>bin</c> (built here).
/// </summary>
internal static class PluginFolder
{
    /// <summary>Whether a folder is a plugin's own, rather than one that holds plugin folders.</summary>
    public static bool IsPlugin(string folder) => FindAssembly(folder) is not null || HasSources(folder);

    /// <summary>The plugin folders in a folder, sorted.</summary>
    public static IEnumerable<string> In(string folder) => Directory.EnumerateDirectories(folder)
        .Where(child => Path.GetFileName(child) is var name && name[0] != '.' && name is not ("bin" or "obj"))
        .Order(StringComparer.Ordinal);

    /// <summary>The plugin's dll; null when there is none.</summary>
    public static string? FindAssembly(string folder)
    {
        var dll = $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}.dll";
        return new[] { Path.Combine(folder, dll), Path.Combine(folder, "bin", dll) }.FirstOrDefault(File.Exists);
    }

    /// <summary>Why a folder without its dll holds no plugin.</summary>
    public static string Missing(string folder)
    {
        var name = Path.GetFileName(folder);
        return HasSources(folder)
            ? $"not built: no bin/{name}.dll. Run ./build.sh"
            : $"no plugin. Expected {name}.dll, or bin/{name}.dll, found {Found(folder)}";
    }

    private static bool HasSources(string folder) => Directory.EnumerateFiles(folder, "*.csproj").Any();

    private static string Found(string folder)
    {
        var dlls = Directory.EnumerateFiles(folder, "*.dll").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal).ToArray();
        return dlls.Length == 0 ? "no dll" : string.Join(", ", dlls);
    }
}
