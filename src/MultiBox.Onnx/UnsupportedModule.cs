namespace MultiBox.Onnx;

/// <summary>A module that a graph could not take in.</summary>
/// <param name="Path">Where it is in the tree, empty for the root.</param>
/// <param name="Type">Its type.</param>
/// <param name="Reason">Why its type is known but it is not, null when the type is not known.</param>
internal sealed record UnsupportedModule(string Path, Type Type, string? Reason)
{
    private const int ListedPlaces = 4;

    /// <summary>The message about all of them.</summary>
    public static string Describe(IReadOnlyList<UnsupportedModule> modules)
    {
        var lines = modules.Distinct().GroupBy(module => (module.Type, module.Reason)).Select(group =>
        {
            var places = group.Select(module => module.Path.Length == 0 ? "the module itself" : module.Path).Distinct().ToList();
            var more = places.Count > ListedPlaces ? $" and {places.Count - ListedPlaces} more" : "";
            var reason = group.Key.Reason is { } text ? $": {text}" : "";
            return $"  {group.Key.Type.FullName} at {string.Join(", ", places.Take(ListedPlaces))}{more}{reason}";
        });
        return
            $"""
            The model cannot be written as ONNX: {(modules.Count == 1 ? "a module is" : "some modules are")} not known.
            {string.Join('\n', lines)}
              Say how to write them: {nameof(OnnxExporter)}.{nameof(OnnxExporter.Handle)}<T>((graph, module, input) => ...), before exporting. The README of MultiBox.Onnx shows it.
            """;
    }
}

/// <summary>A layer whose type is known has a setting that ONNX cannot express.</summary>
internal sealed class UnsupportedLayerException(string message) : Exception(message);
