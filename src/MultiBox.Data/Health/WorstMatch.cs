namespace MultiBox.Data;

/// <summary>An object that the default boxes match badly. Boxes are x1, y1, x2, y2.</summary>
/// <param name="Source">The source's name.</param>
/// <param name="ImageId">The image's name within its source.</param>
/// <param name="Class">The object's class.</param>
/// <param name="Difficult">Whether it is difficult.</param>
/// <param name="Box">Its box in original pixels, as annotated.</param>
/// <param name="InputBox">Its box in input pixels.</param>
/// <param name="BestIou">The highest IoU with a default box.</param>
/// <param name="BestDefaultBox">That default box in input pixels.</param>
/// <param name="Map">The name of its map.</param>
/// <param name="Cause">Why there is no better one.</param>
public sealed record WorstMatch(
    string Source,
    string ImageId,
    string Class,
    bool Difficult,
    IReadOnlyList<double> Box,
    IReadOnlyList<double> InputBox,
    double BestIou,
    IReadOnlyList<double> BestDefaultBox,
    string Map,
    MatchCause Cause);
