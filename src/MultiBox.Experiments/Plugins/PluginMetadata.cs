using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>A class marked as a plugin, as the metadata describes it.</summary>
internal sealed record PluginClass(PluginKind Kind, string Name, string Description, string TypeName);

/// <summary>
/// What an assembly's metadata says of the plugins in it. Reading it neither loads the assembly nor runs any of its code, so it is
/// cheap, and a plugin for other contracts is recognised before it can fail in obscure ways.
/// </summary>
internal sealed partial class PluginMetadata
{
    private const string ContractsName = "MultiBox.Abstractions";

    private readonly MetadataReader _reader;
    private readonly List<PluginClass> _plugins = [];
    private readonly List<string> _faults = [];

    private PluginMetadata(MetadataReader reader)
    {
        _reader = reader;
        Version = reader.GetAssemblyDefinition().Version;
        ContractVersion = reader.AssemblyReferences.Select(reader.GetAssemblyReference)
            .Where(reference => reader.GetString(reference.Name) == ContractsName)
            .Select(reference => reference.Version)
            .FirstOrDefault();
    }

    /// <summary>The assembly's version.</summary>
    public Version Version { get; }

    /// <summary>The version of the contracts that it references; null when it references none.</summary>
    public Version? ContractVersion { get; }

    /// <summary>The usable plugin classes.</summary>
    public IReadOnlyList<PluginClass> Plugins => _plugins;

    /// <summary>What is wrong with the classes that are marked as plugins but cannot be used.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Reads an assembly's metadata.</summary>
    /// <param name="path">The dll.</param>
    /// <exception cref="BadImageFormatException">The file is not a .NET assembly.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PluginMetadata Read(string path)
    {
        using var stream = File.OpenRead(path);
        using var image = new PEReader(stream);
        if (!image.HasMetadata) throw new BadImageFormatException("The file holds no .NET metadata.");
        var reader = image.GetMetadataReader();
        if (!reader.IsAssembly) throw new BadImageFormatException("The file is not an assembly.");
        var metadata = new PluginMetadata(reader);
        // Of an assembly without the contracts, or with other ones, the attribute's meaning is unknown.
        if (metadata.ContractVersion is { } version && IsCompatible(version)) metadata.ReadPlugins();
        return metadata;
    }

    /// <summary>The version of the contracts that this host offers.</summary>
    public static Version HostContractVersion { get; } = typeof(PluginAttribute).Assembly.GetName().Version!;

    /// <summary>Whether a plugin that was compiled with this version of the contracts runs here: same major, minor not newer.</summary>
    public static bool IsCompatible(Version version) =>
        version.Major == HostContractVersion.Major && version.Minor <= HostContractVersion.Minor;

    private void ReadPlugins()
    {
        foreach (var type in _reader.TypeDefinitions.Select(_reader.GetTypeDefinition))
        {
            foreach (var attribute in type.GetCustomAttributes().Select(_reader.GetCustomAttribute))
            {
                if (IsPluginAttribute(attribute)) ReadPlugin(type, attribute);
            }
        }
    }

    private void ReadPlugin(TypeDefinition type, CustomAttribute attribute)
    {
        var typeName = FullName(type);
        var value = _reader.GetBlobReader(attribute.Value);
        value.ReadUInt16();
        var (name, description) = (value.ReadSerializedString() ?? "", value.ReadSerializedString() ?? "");
        var kinds = Kinds(type).Distinct().ToArray();
        var known = _faults.Count;
        void Fault(string what) => _faults.Add($"class {typeName} {what}");
        if (!NamePattern().IsMatch(name))
        {
            Fault($"has the plugin name '{name}'. Expected lower-case letters, digits, '-' and '_', starting with a letter");
        }

        if (string.IsNullOrWhiteSpace(description) || description.AsSpan().ContainsAny('\r', '\n'))
        {
            Fault("has no description on one line. Expected a second argument of [Plugin]");
        }

        if ((type.Attributes & TypeAttributes.VisibilityMask) != TypeAttributes.Public)
        {
            Fault("is not public, or stands inside another class");
        }

        if ((type.Attributes & TypeAttributes.Abstract) != 0) Fault("is abstract");
        if (type.GetGenericParameters().Count > 0) Fault("is generic");
        if (!HasDefaultConstructor(type)) Fault("has no public constructor without parameters");
        if (kinds.Length != 1)
        {
            Fault($"{(kinds.Length == 0 ? "is no factory" : "is several kinds of factory")}. Expected a class derived from one of "
                + "BackboneFactory<TOptions>, HeadFactory<TOptions>, LossFactory<TOptions>");
        }

        if (_faults.Count == known) _plugins.Add(new PluginClass(kinds[0], name, description, typeName));
    }

    private bool IsPluginAttribute(CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && _reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
        && IsContract((TypeReferenceHandle)parent, out var name) && name == nameof(PluginAttribute);

    private bool IsContract(TypeReferenceHandle handle, out string name)
    {
        var type = _reader.GetTypeReference(handle);
        name = _reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.AssemblyReference
            && _reader.GetString(_reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name) == ContractsName;
    }

    // A factory's base class may itself be one of the plugin's own classes.
    private IEnumerable<PluginKind> Kinds(TypeDefinition type, int depth = 0)
    {
        var parents = type.GetInterfaceImplementations().Select(handle => _reader.GetInterfaceImplementation(handle).Interface)
            .Append(type.BaseType);
        foreach (var parent in parents.Where(parent => !parent.IsNil).Select(Definition))
        {
            if (parent.Kind == HandleKind.TypeDefinition && depth < 32)
            {
                foreach (var kind in Kinds(_reader.GetTypeDefinition((TypeDefinitionHandle)parent), depth + 1)) yield return kind;
            }
            else if (parent.Kind == HandleKind.TypeReference && IsContract((TypeReferenceHandle)parent, out var name))
            {
                if (name is nameof(IBackboneFactory) or "BackboneFactory`1") yield return PluginKind.Backbone;
                if (name is nameof(IHeadFactory) or "HeadFactory`1") yield return PluginKind.Head;
                if (name is nameof(ILossFactory) or "LossFactory`1") yield return PluginKind.Loss;
            }
        }
    }

    // The generic type behind an instance of it: GENERICINST (CLASS | VALUETYPE) TypeDefOrRef ..., ECMA-335 II.23.2.14.
    private EntityHandle Definition(EntityHandle handle)
    {
        if (handle.Kind != HandleKind.TypeSpecification) return handle;
        var signature = _reader.GetBlobReader(_reader.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance) return handle;
        signature.ReadCompressedInteger();
        return signature.ReadTypeHandle();
    }

    private bool HasDefaultConstructor(TypeDefinition type) => type.GetMethods().Select(_reader.GetMethodDefinition).Any(method =>
    {
        var access = method.Attributes & MethodAttributes.MemberAccessMask;
        if (_reader.GetString(method.Name) != ".ctor" || access != MethodAttributes.Public) return false;
        var signature = _reader.GetBlobReader(method.Signature);
        signature.ReadSignatureHeader();
        return signature.ReadCompressedInteger() == 0;
    });

    private string FullName(TypeDefinition type)
    {
        var name = _reader.GetString(type.Name);
        if (!type.GetDeclaringType().IsNil) return $"{FullName(_reader.GetTypeDefinition(type.GetDeclaringType()))}+{name}";
        return type.Namespace.IsNil ? name : $"{_reader.GetString(type.Namespace)}.{name}";
    }

    [GeneratedRegex("^[a-z][a-z0-9_-]*$")]
    private static partial Regex NamePattern();
}
