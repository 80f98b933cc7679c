using MultiBox.Experiments;

namespace MultiBox.Pipeline.Stages;

/// <summary>Lists the installed plugins with their options.</summary>
internal static class PluginTable
{
    public static void Show(PluginCatalogue catalogue, IRunLog log)
    {
        log.Table(
            "Plugins",
            ["kind", "name", "version", "contract", "description", "folder"],
            catalogue.Plugins.Select(plugin => (IReadOnlyList<string>)
                [Word(plugin.Kind), plugin.Name, plugin.Version, plugin.ContractVersion, plugin.Description, plugin.Folder]));

        // Plugins of one family share their options: each set is shown once.
        foreach (var family in catalogue.Plugins.Where(plugin => plugin.Options.Count > 0).GroupBy(plugin => (plugin.Kind, plugin.Factory.OptionsType)))
        {
            log.Table(
                $"Options of {Word(family.Key.Kind)} {string.Join(", ", family.Select(plugin => plugin.Name))}",
                ["option", "type", "default", "allowed", "description"],
                family.First().Options.Select(option => (IReadOnlyList<string>)
                    [option.Name, option.Type, option.Default, option.Allowed ?? "", option.Description ?? ""]));
        }

        foreach (var fault in catalogue.Faults) log.Warning(fault.ToString());
    }

    private static string Word(PluginKind kind) => kind.ToString().ToLowerInvariant();
}
