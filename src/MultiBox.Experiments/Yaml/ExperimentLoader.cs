using MultiBox.Abstractions;

namespace MultiBox.Experiments;

/// <summary>Reads an experiment's file with the files it extends into one map: maps merged deeply, lists and scalars replaced.</summary>
internal sealed class ExperimentLoader(string root, List<Fault> faults)
{
    private const int MaxChain = 16;

    /// <summary>Whether a file that another extends could not be read, so that its values are missing.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>Reads a file and all it extends.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The merged map without <c>extends</c>; null when there is nothing to bind.</returns>
    public LocatedMap? Load(string path) => Load(Path.GetFullPath(path), [], null);

    /// <summary>A path as shown to people: relative to the repository where it lies in it, with forward slashes.</summary>
    public static string Shown(string root, string path)
    {
        var relative = Path.GetRelativePath(root, path);
        return (Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal) ? path : relative).Replace('\\', '/');
    }

    private LocatedMap? Load(string path, List<string> chain, LocatedNode? origin)
    {
        var shown = Shown(root, path);
        if (!File.Exists(path))
        {
            faults.Add(Missing(path, shown, origin));
            return null;
        }

        if (chain.Contains(path) || chain.Count >= MaxChain)
        {
            var files = string.Join(" -> ", chain.Append(path).Select(file => Path.GetFileName(file)));
            faults.Add(new Fault(
                origin?.Location,
                "extends",
                chain.Contains(path) ? $"extends itself: {files}" : $"a chain of more than {MaxChain} files: {files}"));
            return null;
        }

        if (YamlFile.ReadMap(path, shown, "an experiment", "a map with 'dataset' and 'model'", faults) is not { } map) return null;
        if (map.Find("extends") is not { } extends) return map;
        map = map.Without("extends");
        if (extends.Value is not LocatedScalar { IsNull: false } file)
        {
            faults.Add(new Fault(extends.Value.Location, "extends", "not a file", "the path of a .yml file", extends.Value.Kind));
            IsPartial = true;
            return map;
        }

        var basePath = Path.GetFullPath(file.Text, Path.GetDirectoryName(path)!);
        if (Load(basePath, [.. chain, path], file) is { } baseMap) return Merge(baseMap, map);
        IsPartial = true;
        return map;
    }

    private static Fault Missing(string path, string shown, LocatedNode? origin)
    {
        var folder = Path.GetDirectoryName(path)!;
        var names = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.yml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal).ToArray()
            : [];
        var hint = DidYouMean.Sentence(Path.GetFileName(path), names).Trim();
        return new Fault(origin?.Location, origin is null ? "" : "extends", $"no file '{shown}'", Hint: hint.Length > 0 ? hint : null);
    }

    private static LocatedMap Merge(LocatedMap below, LocatedMap above)
    {
        // Another plugin has other options: those of the one it takes the place of would only be unknown keys.
        if (above.Find("name")?.Value is LocatedScalar name && below.Find("name")?.Value is LocatedScalar before && name.Text != before.Text)
        {
            below = below.Without("options");
        }

        var merged = new LocatedMap(below.Entries, above.Location);
        foreach (var entry in above.Entries)
        {
            merged = merged.With(entry.Value is LocatedMap child && below.Find(entry.Key)?.Value is LocatedMap parent
                ? entry with { Value = Merge(parent, child) }
                : entry);
        }

        return merged;
    }
}
