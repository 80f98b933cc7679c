namespace MultiBox.Data;

/// <summary>One bin of a histogram: the values from one bound, inclusive, to the other, exclusive.</summary>
/// <param name="From">The lower bound; null when there is none.</param>
/// <param name="To">The upper bound; null when there is none.</param>
/// <param name="Count">The values in it.</param>
public sealed record HistogramBin(double? From, double? To, int Count);
