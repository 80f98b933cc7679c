namespace MultiBox.Experiments;

/// <summary>One option of a plugin, for people.</summary>
/// <param name="Name">The key in YAML.</param>
/// <param name="Type">The type in words, e.g. <c>a whole number</c>.</param>
/// <param name="Default">The default as YAML.</param>
/// <param name="Allowed">The range or the allowed values, e.g. <c>from 0 to 1</c>; null when only the type limits it.</param>
/// <param name="Description">What it does; null when the plugin does not say.</param>
public sealed record PluginOptionInfo(string Name, string Type, string Default, string? Allowed, string? Description)
{
    /// <summary>The options of a record type.</summary>
    /// <param name="optionsType">The type, see <see cref="Abstractions.IPluginFactory.OptionsType"/>.</param>
    public static IReadOnlyList<PluginOptionInfo> Of(Type optionsType)
    {
        ArgumentNullException.ThrowIfNull(optionsType);
        return [.. RecordModel.Of(optionsType).Keys.Select(key => new PluginOptionInfo(
            key.Key,
            (key.Value is EnumModel ? "a name" : key.Value.Noun.One) + (key.Nullable ? " or null" : ""),
            YamlWriter.WriteInline(NodeWriter.Write(key.Default, key.Value)),
            key.Limits.Text(key.Value),
            key.Description))];
    }
}
