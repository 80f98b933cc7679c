namespace MultiBox.Pipeline;

/// <summary>How far one of several things is that are done at once.</summary>
/// <param name="Name">Its name; the line with the same name is replaced.</param>
/// <param name="State">What is being done, and how fast.</param>
/// <param name="Fraction">How much of it, 0..1; null when that is not known.</param>
public sealed record ProgressLine(string Name, string State, double? Fraction);
