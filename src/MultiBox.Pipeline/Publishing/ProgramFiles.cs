using System.Text.Json;
using System.Text.Json.Nodes;
using MultiBox.Abstractions;

namespace MultiBox.Pipeline.Publishing;

/// <summary>The files of a built program, and which of them are libtorch's: its <c>.deps.json</c> tells.</summary>
internal sealed class ProgramFiles
{
    private const string BackendPrefix = "libtorch-";

    private static readonly string[] _backendSections = ["native", "runtimeTargets", "runtime"];
    private static readonly string[] _leftOut = [".pdb", ".xml"];
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true };

    private readonly JsonObject _dependencies;
    private readonly HashSet<string> _backend;

    private ProgramFiles(string folder, string name, JsonObject dependencies)
    {
        (Folder, Name, _dependencies) = (folder, name, dependencies);
        _backend = [.. Targets().SelectMany(target => target.Where(IsBackend)).SelectMany(library => Assets(library.Value!.AsObject())), "libtorch.so", "libtorch_cpu.so", "libc10.so"];
    }

    /// <summary>The program's folder.</summary>
    public string Folder { get; }

    /// <summary>The program's name, without an extension.</summary>
    public string Name { get; }

    /// <summary>Reads what belongs to a program.</summary>
    /// <param name="folder">The folder with its <c>.deps.json</c> and <c>.runtimeconfig.json</c>.</param>
    /// <exception cref="MultiBoxException">There is no such program.</exception>
    public static ProgramFiles Of(string folder)
    {
        const string suffix = ".runtimeconfig.json";
        var configuration = Directory.EnumerateFiles(folder, $"*{suffix}").Order(StringComparer.Ordinal).FirstOrDefault()
            ?? throw new MultiBoxException($"{folder} holds no program: there is no *{suffix}. Build it with build.sh.");
        var name = Path.GetFileName(configuration)[..^suffix.Length];
        var dependencies = Path.Combine(folder, $"{name}.deps.json");
        if (!File.Exists(dependencies)) throw new MultiBoxException($"{dependencies} is missing. Build the program again with build.sh.");
        return new ProgramFiles(folder, name, JsonNode.Parse(File.ReadAllText(dependencies))!.AsObject());
    }

    /// <summary>The files without libtorch's, documentation and debugging information: absolute, and relative to <see cref="Folder"/>.</summary>
    public IEnumerable<(string Path, string Relative)> WithoutBackend() => Directory
        .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Select(path => (Path: path, Relative: Path.GetRelativePath(Folder, path)))
        .Where(file => !_backend.Contains(Path.GetFileName(file.Relative)) && !_leftOut.Contains(Path.GetExtension(file.Relative)))
        .OrderBy(file => file.Relative, StringComparer.Ordinal);

    /// <summary>The dependencies without libtorch: the runtime refuses a program whose list names files that are not there.</summary>
    public string DependenciesWithoutBackend()
    {
        var copy = _dependencies.DeepClone().AsObject();
        foreach (var target in Objects(copy["targets"]))
        {
            Remove(target);
            foreach (var (_, library) in target)
            {
                if (library?["dependencies"] is JsonObject dependencies) Remove(dependencies);
            }
        }

        if (copy["libraries"] is JsonObject libraries) Remove(libraries);
        return copy.ToJsonString(_json);

        static void Remove(JsonObject node)
        {
            foreach (var name in node.Where(IsBackend).Select(entry => entry.Key).ToList()) node.Remove(name);
        }
    }

    private static bool IsBackend(KeyValuePair<string, JsonNode?> entry) => entry.Key.StartsWith(BackendPrefix, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Assets(JsonObject library) => _backendSections
        .Select(section => library[section]).OfType<JsonObject>()
        .SelectMany(assets => assets.Select(asset => Path.GetFileName(asset.Key)));

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node is JsonObject map ? map.Select(entry => entry.Value).OfType<JsonObject>() : [];

    private IEnumerable<JsonObject> Targets() => Objects(_dependencies["targets"]);
}
