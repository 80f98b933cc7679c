namespace MultiBox.Data;

/// <summary>
/// What the default boxes match of a split, each object on its own, the whole picture resized to the input as evaluation sees it. Crowd
/// regions are none of it.
/// </summary>
/// <param name="All">All objects.</param>
/// <param name="Sizes">The objects by size.</param>
/// <param name="Classes">The objects by class, in the order of the labels.</param>
public sealed record MatchingHealth(MatchCount All, IReadOnlyList<SizeMatches> Sizes, IReadOnlyList<ClassMatches> Classes);

/// <summary>How many of some objects have a default box that fits.</summary>
/// <param name="GroundTruths">The objects.</param>
/// <param name="Matched">Those with a default box of at least the IoU that a match needs.</param>
/// <param name="BestOnly">
/// Those below that IoU, which train a single default box, their best one, and only as each object takes its best whatever the IoU.
/// </param>
/// <param name="Unreached">Those that no default box touches at all.</param>
/// <param name="MatchedShare">Matched over all, 0..1; null of none.</param>
/// <param name="MeanBestIou">The mean of each object's highest IoU; null of none.</param>
public sealed record MatchCount(int GroundTruths, int Matched, int BestOnly, int Unreached, double? MatchedShare, double? MeanBestIou);

/// <summary>The objects of a range of sizes.</summary>
/// <param name="From">The least size, the square root of the area in input pixels; null for no bound.</param>
/// <param name="To">The size that they are below; null for no bound.</param>
/// <param name="Count">How many match.</param>
/// <param name="Hints">Why the others do not and what would help, the most frequent cause first.</param>
/// <param name="Worst">The objects of the lowest IoU, lowest first; only such as do not match.</param>
public sealed record SizeMatches(double? From, double? To, MatchCount Count, IReadOnlyList<MatchHint> Hints, IReadOnlyList<WorstMatch> Worst);

/// <summary>The objects of a class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Count">How many match.</param>
public sealed record ClassMatches(string Name, MatchCount Count);
