namespace MultiBox.Experiments;

/// <summary>Why a plugin folder, or one class in it, cannot be used.</summary>
/// <param name="Folder">The plugin's folder.</param>
/// <param name="Message">What is wrong, expected and found, without the folder.</param>
public sealed record PluginFault(string Folder, string Message)
{
    /// <summary>The folder and the message.</summary>
    public override string ToString() => $"{Folder}: {Message}";
}
