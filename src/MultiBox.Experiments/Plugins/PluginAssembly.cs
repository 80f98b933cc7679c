using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using McMaster.NETCore.Plugins;
using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Experiments;

/// <summary>The assembly of a plugin's folder, loaded when its first factory is made.</summary>
/// <param name="folder">The plugin's folder, as people know it.</param>
/// <param name="path">The dll's full path.</param>
/// <param name="metadata">The dll's metadata.</param>
internal sealed class PluginAssembly(string folder, string path, PluginMetadata metadata)
{
    // An assembly stays loaded as long as the process lives: whoever loads detectors again and again must not load their plugins each time.
    private static readonly ConcurrentDictionary<(string Path, string Content), Lazy<Assembly>> _loaded = new();

    private readonly Lazy<string> _contentHash = new(() => HashFolder(Path.GetDirectoryName(path)!));

    public string Folder { get; } = folder;

    public PluginMetadata Metadata { get; } = metadata;

    public string ContentHash => _contentHash.Value;

    /// <summary>Loads the assembly if need be and makes a factory.</summary>
    /// <exception cref="MultiBoxException">It does not load, or its constructor throws.</exception>
    public IPluginFactory CreateFactory(PluginInfo plugin)
    {
        try
        {
            var type = Load().GetType(plugin.TypeName, throwOnError: true)!;
            return (IPluginFactory)Activator.CreateInstance(type)!;
        }
        catch (TargetInvocationException exception)
        {
            var inner = exception.InnerException ?? exception;
            throw new MultiBoxException(
                $"{Folder}: {plugin} cannot be made: the constructor of {plugin.TypeName} threw "
                    + $"{inner.GetType().Name}: {inner.Message}",
                inner);
        }
        catch (Exception exception) when (exception is TypeLoadException or IOException or BadImageFormatException or InvalidCastException)
        {
            throw new MultiBoxException(
                $"{Folder}: {plugin} does not load: {exception.Message} Rebuild it against this version of "
                    + "MultiBox, with all its dlls in the folder.",
                exception);
        }
    }

    // Only what both sides talk about is shared; each plugin keeps its own versions of everything else.
    private Assembly Load() => _loaded.GetOrAdd((path, ContentHash), static key => new Lazy<Assembly>(() => PluginLoader.CreateFromAssemblyFile(
        key.Path,
        sharedTypes: [typeof(PluginAttribute), typeof(Box), typeof(TorchSharp.torch)],
        config => config.IsLazyLoaded = true).LoadDefaultAssembly())).Value;

    private static string HashFolder(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = Directory.EnumerateFiles(folder, "*.dll", SearchOption.AllDirectories)
            .Select(file => (Path: file, Name: Path.GetRelativePath(folder, file).Replace('\\', '/')))
            .Where(file => file.Name.Split('/')[0] is not ("obj" or "bin"))
            .OrderBy(file => file.Name, StringComparer.Ordinal);
        foreach (var (file, name) in files)
        {
            // The length ends the name and says where the content ends, so that no two folders can make the same stream.
            using var stream = File.OpenRead(file);
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{stream.Length}\0"));
            hash.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
