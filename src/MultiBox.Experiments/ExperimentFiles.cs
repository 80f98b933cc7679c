using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>Finds and reads experiments.</summary>
public static class ExperimentFiles
{
    /// <summary>The folder of the experiments within the repository.</summary>
    public const string FolderName = "experiments";

    /// <summary>The experiments that the repository offers, by name.</summary>
    /// <param name="root">The repository's folder.</param>
    /// <returns>Paths of <c>experiments/*.yml</c> but the catalogues, sorted by name; empty without that folder.</returns>
    public static IReadOnlyList<string> List(string root)
    {
        var folder = Path.Combine(root, FolderName);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.yml").Where(file => Path.GetFileName(file) is not (SourceFiles.FileName or WeightCatalogue.FileName))
                .OrderBy(Path.GetFileNameWithoutExtension, StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Finds an experiment by its name, or takes a path.</summary>
    /// <param name="root">The repository's folder.</param>
    /// <param name="name">
    /// A name, e.g. <c>quickstart</c> for <c>experiments/quickstart.yml</c>, or a path to a <c>.yml</c> or <c>.yaml</c> file, absolute or
    /// relative to <paramref name="root"/>.
    /// </param>
    /// <returns>The file's full path.</returns>
    /// <exception cref="MultiBoxException">There is no such experiment; the message lists those there are.</exception>
    public static string Find(string root, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentNullException.ThrowIfNull(name);
        var isPath = name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase);
        if (isPath)
        {
            var candidates = new[] { name, Path.Combine(FolderName, name) }.Select(file => Path.GetFullPath(file, Path.GetFullPath(root)));
            if (candidates.FirstOrDefault(File.Exists) is { } path) return path;
        }

        var files = List(root);
        if (files.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == name) is { } found) return Path.GetFullPath(found);
        var names = files.Select(file => Path.GetFileNameWithoutExtension(file)).ToArray();
        var typed = isPath ? Path.GetFileNameWithoutExtension(name) : name;
        throw new MultiBoxException(
            $"{(isPath ? "No file" : "No experiment")} '{name}'.{DidYouMean.Sentence(typed, names)}\n"
            + (names.Length == 0
                ? $"  Found: no experiments in {FolderName}/."
                : $"  Found in {FolderName}/: {string.Join(", ", names)}."));
    }

    /// <summary>Reads an experiment with everything it extends, and checks all of it except its plugins' options.</summary>
    /// <param name="root">The repository's folder: paths in faults and in the experiment are relative to it.</param>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Overrides of the command line, each <c>key.path=value</c>.</param>
    /// <exception cref="MultiBoxException">All faults together.</exception>
    public static Experiment Read(string root, string path, IEnumerable<string>? overrides = null)
    {
        var faults = new List<Fault>();
        var experiment = Read(root, path, overrides, faults);
        return faults.Count == 0 ? experiment! : throw Fault.ToException(faults);
    }

    /// <summary>Reads what can be read; the experiment is complete when no fault was added.</summary>
    internal static Experiment? Read(string root, string path, IEnumerable<string>? overrides, List<Fault> faults)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentException.ThrowIfNullOrEmpty(path);
        root = Path.GetFullPath(root);
        var loader = new ExperimentLoader(root, faults);
        if (loader.Load(Path.GetFullPath(path, root)) is not { } map) return null;
        map = Overrides.Apply(map, overrides ?? [], faults);
        var binder = new RecordBinder(faults, loader.IsPartial, (file, location) => ResolvePath(root, file, location));
        return (Experiment)binder.Bind(map, typeof(Experiment), "");
    }

    private static string ResolvePath(string root, string file, SourceLocation location)
    {
        if (Path.IsPathRooted(file) || location.IsOverride) return file;
        var folder = Path.GetDirectoryName(Path.GetFullPath(location.Source, root))!;
        var beside = Path.GetFullPath(file, folder);
        return File.Exists(beside) ? ExperimentLoader.Shown(root, beside) : file;
    }
}
