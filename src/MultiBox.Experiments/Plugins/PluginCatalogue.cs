using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>
/// The installed plugins. Making the catalogue reads only metadata; a plugin's code is loaded when its factory or its options are
/// first asked for. A broken plugin is a fault on record, and stops only the experiment that uses it.
/// </summary>
public sealed class PluginCatalogue
{
    /// <summary>The environment variable with further folders, separated like <c>PATH</c>.</summary>
    public const string FoldersVariable = "MULTIBOX_PLUGINS";

    private readonly List<PluginInfo> _plugins = [];
    private readonly List<PluginFault> _faults = [];

    private PluginCatalogue()
    {
    }

    /// <summary>The usable plugins by kind, name and version.</summary>
    public IReadOnlyList<PluginInfo> Plugins => _plugins;

    /// <summary>What is wrong with the folders and classes that cannot be used.</summary>
    public IReadOnlyList<PluginFault> Faults => _faults;

    /// <summary>The folders to load: <c>plugins</c> in the repository, then those of <see cref="FoldersVariable"/>.</summary>
    /// <param name="root">The repository's folder.</param>
    /// <param name="further">The variable's value; null or empty for none.</param>
    public static IReadOnlyList<string> Folders(string root, string? further) =>
    [
        Path.Combine(root, "plugins"),
        .. (further ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(folder => Path.GetFullPath(folder, Path.GetFullPath(root))),
    ];

    /// <summary>Reads what is installed. It never throws for a broken plugin: see <see cref="Faults"/>.</summary>
    /// <param name="folders">Each a plugin's folder, or a folder of plugin folders.</param>
    public static PluginCatalogue Load(IEnumerable<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var catalogue = new PluginCatalogue();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in folders.Select(folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))))
        {
            if (!Directory.Exists(folder))
            {
                catalogue._faults.Add(new PluginFault(folder, "no such folder"));
                continue;
            }

            foreach (var plugin in PluginFolder.IsPlugin(folder) ? [folder] : PluginFolder.In(folder))
            {
                if (seen.Add(plugin)) catalogue.Add(plugin);
            }
        }

        catalogue.RemoveDuplicates();
        return catalogue;
    }

    /// <summary>The plugin that an experiment names.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The name.</param>
    /// <param name="version">A version or the beginning of one, e.g. <c>1</c> or <c>1.2</c>; null for the newest.</param>
    /// <returns>The newest that fits, with its factory loaded.</returns>
    /// <exception cref="MultiBoxException">None fits, with what there is and what is broken; or the plugin does not load.</exception>
    public PluginInfo Resolve(PluginKind kind, string name, string? version = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        var (plugin, problem) = Find(kind, name, version);
        if (plugin is null) throw new MultiBoxException(problem!);
        _ = plugin.Factory;
        return plugin;
    }

    /// <summary>The newest plugin that fits, or what to say without one.</summary>
    internal (PluginInfo? Plugin, string? Problem) Find(PluginKind kind, string name, string? version)
    {
        var word = KeyNaming.Key(kind.ToString());
        var named = _plugins.Where(plugin => plugin.Kind == kind && plugin.Name == name)
            .OrderByDescending(plugin => plugin.AssemblyVersion).ToList();
        if (named.Find(plugin => Fits(plugin.Version, version)) is { } found) return (found, null);
        var text = new StringBuilder();
        if (named.Count > 0)
        {
            text.Append($"no version '{version}' of {word} '{name}'.")
                .Append($"\n  Found: {string.Join(", ", named.Select(plugin => plugin.Version))}.");
        }
        else
        {
            var names = _plugins.Where(plugin => plugin.Kind == kind).Select(plugin => plugin.Name).Distinct().ToArray();
            text.Append($"no {word} '{name}'.\n  Found: {(names.Length == 0 ? "none" : string.Join(", ", names))}.")
                .Append(DidYouMean.Sentence(name, names));
        }

        foreach (var fault in _faults) text.Append($"\n  Not usable: {fault}");
        return (null, text.ToString());
    }

    private static bool Fits(string version, string? requested) =>
        requested is null || version == requested || version.StartsWith(requested + ".", StringComparison.Ordinal);

    private void Add(string folder)
    {
        if (PluginFolder.FindAssembly(folder) is not { } path)
        {
            _faults.Add(new PluginFault(folder, PluginFolder.Missing(folder)));
            return;
        }

        try
        {
            Add(folder, path, PluginMetadata.Read(path));
        }
        catch (Exception exception) when (exception is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            _faults.Add(new PluginFault(folder, $"broken dll {Path.GetFileName(path)}: {exception.Message}"));
        }
    }

    private void Add(string folder, string path, PluginMetadata metadata)
    {
        var host = PluginMetadata.HostContractVersion;
        if (metadata.ContractVersion is not { } contract)
        {
            _faults.Add(new PluginFault(folder, $"{Path.GetFileName(path)} is no plugin. Expected a reference to MultiBox.Abstractions"));
        }
        else if (!PluginMetadata.IsCompatible(contract))
        {
            _faults.Add(new PluginFault(
                folder,
                $"made for contracts {contract.ToString(2)}. Expected {host.Major}.0{(host.Minor > 0 ? $" to {host.ToString(2)}" : "")}, "
                    + $"found {contract.ToString(2)}. {(contract < host ? "Rebuild the plugin" : "Update MultiBox")}"));
        }
        else
        {
            var assembly = new PluginAssembly(folder, path, metadata);
            _plugins.AddRange(metadata.Plugins.Select(plugin => new PluginInfo(assembly, plugin)));
            _faults.AddRange(metadata.Faults.Select(fault => new PluginFault(folder, fault)));
            if (metadata.Plugins.Count + metadata.Faults.Count == 0)
            {
                _faults.Add(new PluginFault(
                    folder, $"{Path.GetFileName(path)} holds no plugin. Expected a public class with [Plugin(name, description)]"));
            }
        }
    }

    // Which of two equal plugins would run must not depend on the order of folders: neither is usable.
    private void RemoveDuplicates()
    {
        foreach (var group in _plugins.GroupBy(plugin => plugin.ToString()).Where(group => group.Count() > 1).ToArray())
        {
            var folders = string.Join(" and ", group.Select(plugin => plugin.Folder).Distinct());
            _faults.Add(new PluginFault(
                group.First().Folder, $"{group.Key} is there more than once: in {folders}. Expected one: remove the others"));
            foreach (var plugin in group) _plugins.Remove(plugin);
        }

        _plugins.Sort((a, b) => (a.Kind, a.Name, a.AssemblyVersion).CompareTo((b.Kind, b.Name, b.AssemblyVersion)));
    }
}
