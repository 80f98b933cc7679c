namespace MultiBox.Boxes;

/// <summary>
/// The sizes of default boxes by feature map, as the presets of the MXNet SSD example choose them: the linear rule of SSD
/// (arXiv:1512.02325, eq. 4) in whole percents, with a smaller size for the first map.
/// </summary>
public static class MultiBoxScales
{
    /// <summary>The two sizes of each map: [s, sqrt(s * next s)].</summary>
    /// <param name="minScale">The size of the second map, e.g. 0.2; the first map has half of it. Above 0.</param>
    /// <param name="maxScale">The size that the last map must not exceed, e.g. 0.9. Not below <paramref name="minScale"/>.</param>
    /// <param name="layers">The number of maps, at least 3.</param>
    /// <returns>One entry for each map, parts of the input's height, usable as <see cref="MultiBoxPriorLayer.Sizes"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static IReadOnlyList<IReadOnlyList<double>> Get(double minScale, double maxScale, int layers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 3);
        ArgumentOutOfRangeException.ThrowIfLessThan(minScale, 0.02);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxScale, minScale);

        // Truncated like the presets do it: 0.15 / 2 is 7 percent, and 0.29 is 28 percent because 100 * 0.29 is below 29.
        var minPercent = (int)(100 * minScale);
        var step = ((int)(100 * maxScale) - minPercent) / (layers - 2);
        var sizes = new double[layers][];
        sizes[0] = Pair((int)(100 * minScale / 2) / 100.0, minScale);
        for (var i = 1; i < layers; i++)
        {
            var percent = minPercent + ((i - 1) * step);
            sizes[i] = Pair(percent / 100.0, (percent + step) / 100.0);
        }

        return sizes;
    }

    private static double[] Pair(double min, double max) => [min, Math.Sqrt(min * max)];
}
