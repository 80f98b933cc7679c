using System.Text.Json;

namespace MultiBox.Experiments;

/// <summary>The names of .NET members in YAML.</summary>
internal static class KeyNaming
{
    /// <summary><c>NmsThreshold</c> becomes <c>nms_threshold</c>.</summary>
    public static string Key(string member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member);

    /// <summary>A dotted path of members and indices, e.g. <c>Sources.0.Name</c>, as a key path.</summary>
    public static string Path(string members) => string.Join('.', members.Split('.').Select(Key));

    /// <summary>A path with one more step.</summary>
    public static string Join(string path, object step) => path.Length == 0 ? $"{step}" : $"{path}.{step}";
}
