namespace MultiBox.TestPlugins;

/// <summary>Something that a plugin needs from a library of its own.</summary>
public static class Licence
{
    /// <summary>Some text that only this library knows.</summary>
    public static string Text { get; } = "MIT";
}
