namespace MultiBox.Weights;

/// <summary>What a table made of a file.</summary>
/// <param name="Values">The numbers for our tensors, by name.</param>
/// <param name="Report">What was done.</param>
/// <param name="Faults">What does not fit, a line each; none when the table fits.</param>
public sealed record MappingOutcome(IReadOnlyDictionary<string, float[]> Values, MappingReport Report, IReadOnlyList<string> Faults);
