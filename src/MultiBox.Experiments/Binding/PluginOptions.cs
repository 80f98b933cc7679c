using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>
/// The <c>options</c> of a plugin as they were written. Their keys are the plugin's own, so they are read only when the plugin is
/// known. Two are equal when they say the same in the same order, wherever they were written.
/// </summary>
public sealed class PluginOptions : IEquatable<PluginOptions>
{
    private readonly LocatedMap _map;
    private readonly string _keyPath;

    internal PluginOptions(LocatedMap map, string keyPath)
    {
        _map = map;
        _keyPath = keyPath;
    }

    /// <summary>No options: all defaults.</summary>
    public static PluginOptions Empty { get; } = new(new LocatedMap([], new SourceLocation("defaults", 1, 1)), "");

    internal LocatedMap Map => _map;

    /// <summary>Reads options from YAML, for tools and tests.</summary>
    /// <param name="yaml">A map, e.g. <c>{depth: 18}</c>.</param>
    /// <exception cref="MultiBoxException">The text is not a YAML map.</exception>
    public static PluginOptions Parse(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        var faults = new List<Fault>();
        var node = YamlReader.Read(yaml, "options", faults);
        if (faults.Count == 0 && node is not LocatedMap)
        {
            faults.Add(new Fault(
                node?.Location ?? new SourceLocation("options", 1, 1), "", "not a map", "options as a map", node?.Kind ?? "nothing"));
        }

        return faults.Count == 0 ? new PluginOptions((LocatedMap)node!, "") : throw Fault.ToException(faults);
    }

    /// <summary>Writes a record of options with every value.</summary>
    /// <param name="options">The record.</param>
    public static PluginOptions From(object options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new PluginOptions(NodeWriter.Write(options), "");
    }

    /// <summary>Reads the options into a record.</summary>
    /// <param name="optionsType">The record's type, see <see cref="IPluginFactory.OptionsType"/>.</param>
    /// <returns>An instance of <paramref name="optionsType"/>.</returns>
    /// <exception cref="MultiBoxException">All faults of the options.</exception>
    public object Bind(Type optionsType)
    {
        ArgumentNullException.ThrowIfNull(optionsType);
        var faults = new List<Fault>();
        var options = Bind(optionsType, _keyPath, faults);
        return faults.Count == 0 ? options : throw Fault.ToException(faults);
    }

    /// <inheritdoc cref="Bind(Type)"/>
    /// <typeparam name="TOptions">The record's type.</typeparam>
    public TOptions Bind<TOptions>() => (TOptions)Bind(typeof(TOptions));

    /// <summary>Whether a record of options has all the values that are written here.</summary>
    /// <param name="options">The record; keys that are not written here may have any value.</param>
    public bool Fit(object options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new List<Fault>();
        var bound = new RecordBinder(faults).Bind(_map, options.GetType(), _keyPath, options);
        return faults.Count == 0 && bound.Equals(options);
    }

    /// <inheritdoc/>
    public bool Equals(PluginOptions? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PluginOptions);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The options as YAML.</summary>
    public override string ToString() => YamlWriter.Write(_map);

    internal object Bind(Type optionsType, string keyPath, List<Fault> faults) => new RecordBinder(faults).Bind(_map, optionsType, keyPath);
}
