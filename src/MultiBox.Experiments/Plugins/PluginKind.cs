namespace MultiBox.Experiments;

/// <summary>What a plugin makes.</summary>
public enum PluginKind
{
    /// <summary>A backbone.</summary>
    Backbone,

    /// <summary>A detection head.</summary>
    Head,

    /// <summary>A loss.</summary>
    Loss,
}
