namespace MultiBox.Boxes;

/// <summary>A candidate of <see cref="BestClassDecoder"/> as NMS left it: a row of the MXNet operator's output.</summary>
/// <param name="DefaultBox">The default box's position, 0..A-1.</param>
/// <param name="Detection">What it predicts.</param>
/// <param name="Suppressed">Whether a better candidate dropped it.</param>
public readonly record struct RankedCandidate(int DefaultBox, Detection Detection, bool Suppressed);
