namespace MultiBox.Weights;

/// <summary>How safetensors calls the types.</summary>
internal static class SafetensorsTypes
{
    private static readonly Dictionary<string, WeightType> _types = Enum.GetValues<WeightType>().ToDictionary(Name, StringComparer.Ordinal);

    /// <summary>The name of a type, e.g. <c>BOOL</c>.</summary>
    public static string Name(WeightType type) => type.ToString().ToUpperInvariant();

    /// <summary>The type of a name; null when it is unknown.</summary>
    public static WeightType? Find(string name) => _types.TryGetValue(name, out var type) ? type : null;
}
