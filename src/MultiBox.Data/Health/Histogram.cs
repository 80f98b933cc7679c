namespace MultiBox.Data;

/// <summary>Counts values by bins. The outermost bins are open.</summary>
internal static class Histogram
{
    /// <summary>The bins between ascending edges, one before the first edge, one from the last edge on.</summary>
    /// <param name="edges">The edges.</param>
    /// <param name="values">The values, all of them numbers.</param>
    public static IReadOnlyList<HistogramBin> Of(IReadOnlyList<double> edges, IEnumerable<double> values)
    {
        var counts = new int[edges.Count + 1];
        foreach (var value in values) counts[BinOf(edges, value)]++;
        return [.. counts.Select((count, i) => new HistogramBin(i == 0 ? null : edges[i - 1], i == edges.Count ? null : edges[i], count))];
    }

    /// <summary>The bin that a value is in, counted from the one before the first edge.</summary>
    /// <param name="edges">Ascending edges.</param>
    /// <param name="value">The value.</param>
    public static int BinOf(IReadOnlyList<double> edges, double value)
    {
        var bin = 0;
        while (bin < edges.Count && value >= edges[bin]) bin++;
        return bin;
    }

    /// <summary>The value in the middle; of an even number the mean of the two in the middle; null of none.</summary>
    /// <param name="values">The values, in any order.</param>
    public static double? Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
