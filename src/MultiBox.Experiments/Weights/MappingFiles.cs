using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>Reads the tables of a backbone's plugin.</summary>
public static class MappingFiles
{
    /// <summary>The folder of tables in a plugin's folder.</summary>
    public const string FolderName = "weights";

    /// <summary>The tables for a backbone.</summary>
    /// <param name="root">The repository's folder: paths in faults are relative to it.</param>
    /// <param name="backbone">The backbone's plugin.</param>
    /// <returns>Name (the file's, without its ending), path and content of each table, sorted by name; none without the folder.</returns>
    /// <exception cref="MultiBoxException">All faults of all tables of the plugin.</exception>
    public static IReadOnlyList<(string Name, string Path, MappingFile File)> Read(string root, PluginInfo backbone)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentNullException.ThrowIfNull(backbone);
        var folder = System.IO.Path.Combine(backbone.Folder, FolderName);
        if (!Directory.Exists(folder)) return [];
        var faults = new List<Fault>();
        var tables = new List<(string, string, MappingFile)>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.yml").Order(StringComparer.Ordinal))
        {
            if (Read(root, path, faults) is { } file) tables.Add((System.IO.Path.GetFileNameWithoutExtension(path), path, file));
        }

        return faults.Count == 0 ? [.. tables.Where(table => table.Item3.Backbones.Contains(backbone.Name))] : throw Fault.ToException(faults);
    }

    private static MappingFile? Read(string root, string path, List<Fault> faults)
    {
        var known = faults.Count;
        var shown = ExperimentLoader.Shown(System.IO.Path.GetFullPath(root), System.IO.Path.GetFullPath(path));
        if (YamlFile.ReadMap(path, shown, "a table of weights", "a map with 'rules'", faults) is not { } map) return null;
        var file = (MappingFile)new RecordBinder(faults).Bind(map, typeof(MappingFile), "");
        return faults.Count == known ? file : null;
    }
}
