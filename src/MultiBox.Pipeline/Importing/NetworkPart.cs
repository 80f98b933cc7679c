namespace MultiBox.Pipeline.Importing;

/// <summary>The parts of every detector, by which the names of its tensors begin.</summary>
internal static class NetworkPart
{
    public const string Backbone = "backbone";

    public const string ExtraLayers = "extra_layers";

    public const string Head = "head";

    /// <summary>What a detector adds to its backbone.</summary>
    public static IReadOnlyList<string> Added { get; } = [ExtraLayers, Head];

    /// <summary>Whether a tensor is of what a detector adds to its backbone.</summary>
    public static bool IsAdded(string name) => Added.Any(part => name.StartsWith($"{part}.", StringComparison.Ordinal));
}
