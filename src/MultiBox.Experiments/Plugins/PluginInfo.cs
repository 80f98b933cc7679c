using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>
/// An installed plugin. What its assembly's metadata says is known at once; <see cref="Options"/> and the factory load the assembly
/// when they are first asked for.
/// </summary>
public sealed class PluginInfo
{
    private readonly PluginAssembly _assembly;
    private readonly Lazy<IPluginFactory> _factory;
    private readonly Lazy<IReadOnlyList<PluginOptionInfo>> _options;

    internal PluginInfo(PluginAssembly assembly, PluginClass plugin)
    {
        _assembly = assembly;
        (Kind, Name, Description, TypeName) = (plugin.Kind, plugin.Name, plugin.Description, plugin.TypeName);
        _factory = new Lazy<IPluginFactory>(() => _assembly.CreateFactory(this));
        _options = new Lazy<IReadOnlyList<PluginOptionInfo>>(ReadOptions);
    }

    /// <summary>What it makes.</summary>
    public PluginKind Kind { get; }

    /// <summary>The name in an experiment's YAML.</summary>
    public string Name { get; }

    /// <summary>The assembly's version, three parts.</summary>
    public string Version => _assembly.Metadata.Version.ToString(3);

    /// <summary>One line for people.</summary>
    public string Description { get; }

    /// <summary>The full name of the factory's class.</summary>
    public string TypeName { get; }

    /// <summary>The plugin's folder.</summary>
    public string Folder => _assembly.Folder;

    /// <summary>The version of the contracts it was compiled with, two parts.</summary>
    public string ContractVersion => _assembly.Metadata.ContractVersion!.ToString(2);

    /// <summary>SHA-256 over the names and contents of the plugin's dlls, lower-case hexadecimal.</summary>
    public string ContentHash => _assembly.ContentHash;

    /// <summary>Its options in the order of the source code. Loads the assembly.</summary>
    /// <exception cref="MultiBoxException">The plugin does not load, or its options cannot be read from YAML.</exception>
    public IReadOnlyList<PluginOptionInfo> Options => _options.Value;

    /// <summary>The factory. Loads the assembly.</summary>
    /// <exception cref="MultiBoxException">The plugin does not load.</exception>
    public IPluginFactory Factory => _factory.Value;

    internal Version AssemblyVersion => _assembly.Metadata.Version;

    /// <summary>Kind, name and version.</summary>
    public override string ToString() => $"{KeyNaming.Key(Kind.ToString())} '{Name}' {Version}";

    private IReadOnlyList<PluginOptionInfo> ReadOptions()
    {
        try
        {
            return PluginOptionInfo.Of(Factory.OptionsType);
        }
        catch (NotSupportedException exception)
        {
            throw new MultiBoxException($"{Folder}: the options of {this} cannot be used. {exception.Message}", exception);
        }
    }
}
