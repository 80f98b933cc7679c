namespace MultiBox.Abstractions;

/// <summary>The options of a plugin that has none.</summary>
public sealed record NoOptions;
