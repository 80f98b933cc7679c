namespace MultiBox.Weights;

/// <summary>What a mapping did.</summary>
/// <param name="Mapped">Each tensor of ours that was filled, with the foreign names it was made from (none for a constant).</param>
/// <param name="Ignored">Each foreign tensor that was passed over, and why.</param>
/// <param name="New">Each tensor of ours that was not filled, and why.</param>
public sealed record MappingReport(
    IReadOnlyList<(string To, IReadOnlyList<string> From, WeightTransform Transform)> Mapped,
    IReadOnlyList<(string From, string Reason)> Ignored,
    IReadOnlyList<(string To, string Reason)> New);
