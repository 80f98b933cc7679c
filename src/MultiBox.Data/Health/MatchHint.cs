namespace MultiBox.Data;

/// <summary>Why some objects of like size have no matching default box, and what would give them one.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="GroundTruths">How many objects it concerns.</param>
/// <param name="Share">Their part of the objects of that size, 0..1.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Text">Cause and remedy, for people.</param>
/// <param name="Scale">A scale to add, as a part of the input's side; null where that would not help.</param>
/// <param name="AspectRatio">An aspect ratio to add, width over height; null where that would not help.</param>
/// <param name="Step">The largest distance of cell centres, in input pixels, at which every such object has a match; null where cells are near enough.</param>
/// <param name="InputSize">
/// An input size, in pixels, at which the finest map's cells would be near enough; null where cells are near enough, or it would be
/// unreasonably large.
/// </param>
public sealed record MatchHint(
    MatchCause Cause, int GroundTruths, double Share, HealthLevel Level, string Text, double? Scale, double? AspectRatio, double? Step, int? InputSize);
