using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>A plugin that an experiment names, with the options for it.</summary>
public sealed record PluginReference
{
    /// <value>Required, except where the experiment has a default plugin.</value>
    [Description("Name of the plugin.")]
    public required Located<string> Name { get; init; }

    /// <value>Default null: the newest that is installed.</value>
    [Description("Version: 1, 1.2 or 1.2.0 fits every version that begins with it; the newest when left out.")]
    [RegularExpression(@"\d+(\.\d+){0,2}")]
    public string? Version { get; init; }

    /// <value>Default: the plugin's defaults.</value>
    [Description("The plugin's own options.")]
    public PluginOptions Options { get; init; } = PluginOptions.Empty;
}
