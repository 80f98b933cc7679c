using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace MultiBox.Experiments.Tests;

/// <summary>Plugin folders made for a test.</summary>
internal static class PluginFixture
{
    /// <summary>Copies a built test plugin's output into a folder as if it were dropped in.</summary>
    public static string DropIn(this TemporaryFolder folder, string plugin, string name)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder.Path, name)).FullName;
        var source = Path.Combine(Repository.TestPlugin(plugin), "bin");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            // The folder's name decides which dll is the plugin's.
            var copy = Path.Combine(target, Path.GetRelativePath(source, file).Replace(plugin, Path.GetFileName(name), StringComparison.Ordinal));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    /// <summary>Writes a real but empty assembly that references the contracts in some version, or not at all.</summary>
    public static string WriteAssembly(this TemporaryFolder folder, string name, Version? contracts)
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString($"{name}.dll"), metadata.GetOrAddGuid(Guid.NewGuid()), default, default);
        metadata.AddAssembly(metadata.GetOrAddString(name), new Version(1, 0, 0, 0), default, default, default, AssemblyHashAlgorithm.Sha1);
        metadata.AddTypeDefinition(
            default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        if (contracts is not null)
        {
            metadata.AddAssemblyReference(metadata.GetOrAddString("MultiBox.Abstractions"), contracts, default, default, default, default);
        }

        var image = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), new BlobBuilder()).Serialize(image);
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, name)).FullName, $"{name}.dll");
        File.WriteAllBytes(path, image.ToArray());
        return path;
    }
}
