namespace MultiBox.Boxes;

/// <summary>
/// Default boxes by the paper's rule (SSD, arXiv:1512.02325, sec. 2.2) in torchvision's form. In a cell (s, s), then (s', s') with
/// s' = sqrt(s * next s), then (s * sqrt(a), s / sqrt(a)) and its transpose for each aspect ratio a. Widths are parts of the input's
/// width and heights of its height, so that boxes of a non-square input are stretched with it.
/// </summary>
public sealed class DefaultBoxGenerator : IDefaultBoxGenerator
{
    private readonly double[][] _aspectRatios;
    private readonly double[] _scales;
    private readonly double?[]? _steps;
    private readonly bool _clip;

    /// <summary>Creates the rule with given scales.</summary>
    /// <param name="aspectRatios">
    /// For each feature map the ratios of width to height besides 1, without their inverses; may be empty.
    /// </param>
    /// <param name="scales">One scale for each map and one more, parts of the input, above 0.</param>
    /// <param name="steps">For each map the distance of cells in input pixels, null for an even division; null for all of them.</param>
    /// <param name="clip">Whether widths and heights (not corners) are clamped to 1.</param>
    /// <exception cref="ArgumentException">The numbers of entries do not fit each other, or a number is not above 0.</exception>
    public DefaultBoxGenerator(
        IReadOnlyList<IReadOnlyList<double>> aspectRatios,
        IReadOnlyList<double> scales,
        IReadOnlyList<double?>? steps = null,
        bool clip = true)
    {
        ArgumentNullException.ThrowIfNull(aspectRatios);
        ArgumentNullException.ThrowIfNull(scales);
        _aspectRatios = [.. aspectRatios.Select(ratios => ratios.ToArray())];
        _scales = [.. scales];
        _steps = steps?.ToArray();
        _clip = clip;
        if (_scales.Length != _aspectRatios.Length + 1)
        {
            throw new ArgumentException(
                $"{_aspectRatios.Length} feature maps need {_aspectRatios.Length + 1} scales, but there are {_scales.Length}.",
                nameof(scales));
        }

        if (_steps is not null && _steps.Length != _aspectRatios.Length)
        {
            throw new ArgumentException(
                $"{_aspectRatios.Length} feature maps need as many steps, but there are {_steps.Length}.", nameof(steps));
        }

        MustBePositive(_scales, nameof(scales));
        MustBePositive(_aspectRatios.SelectMany(ratios => ratios), nameof(aspectRatios));
        MustBePositive((_steps ?? []).Select(step => step ?? 1), nameof(steps));
        BoxesPerCell = [.. _aspectRatios.Select(ratios => 2 + (2 * ratios.Length))];
    }

    /// <summary>One scale for each map and one more, parts of the input.</summary>
    public IReadOnlyList<double> Scales => _scales;

    /// <inheritdoc/>
    public IReadOnlyList<int> BoxesPerCell { get; }

    /// <summary>Creates the rule with scales that grow evenly from one ratio to another, then 1 for the last s'.</summary>
    /// <param name="aspectRatios">As for the constructor.</param>
    /// <param name="minRatio">The first map's scale.</param>
    /// <param name="maxRatio">The last map's scale.</param>
    /// <param name="steps">As for the constructor.</param>
    /// <param name="clip">As for the constructor.</param>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    public static DefaultBoxGenerator FromRatios(
        IReadOnlyList<IReadOnlyList<double>> aspectRatios,
        double minRatio = 0.15,
        double maxRatio = 0.9,
        IReadOnlyList<double?>? steps = null,
        bool clip = true)
    {
        ArgumentNullException.ThrowIfNull(aspectRatios);
        return new DefaultBoxGenerator(aspectRatios, EvenScales(aspectRatios.Count, minRatio, maxRatio), steps, clip);
    }

    /// <inheritdoc/>
    public DefaultBoxes Generate(int inputHeight, int inputWidth, IReadOnlyList<FeatureMapSize> maps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputHeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputWidth, 1);
        var builder = new DefaultBoxesBuilder(BoxesPerCell, maps);
        for (var i = 0; i < _aspectRatios.Length; i++)
        {
            var sizes = Sizes(i);
            var map = maps[i];
            var step = _steps?[i];
            var stepY = step is { } pixelsY ? pixelsY / inputHeight : 1.0 / map.Height;
            var stepX = step is { } pixelsX ? pixelsX / inputWidth : 1.0 / map.Width;
            for (var row = 0; row < map.Height; row++)
            {
                var cy = (row + 0.5) * stepY;
                for (var column = 0; column < map.Width; column++)
                {
                    var cx = (column + 0.5) * stepX;
                    foreach (var (w, h) in sizes) builder.Add(cx - (w / 2), cy - (h / 2), cx + (w / 2), cy + (h / 2), clip: false);
                }
            }
        }

        return builder.Build();
    }

    private (double Width, double Height)[] Sizes(int map)
    {
        var scale = _scales[map];
        var prime = Math.Sqrt(scale * _scales[map + 1]);
        var sizes = new List<(double Width, double Height)> { (scale, scale), (prime, prime) };
        foreach (var root in _aspectRatios[map].Select(Math.Sqrt))
        {
            sizes.Add((scale * root, scale / root));
            sizes.Add((scale / root, scale * root));
        }

        return [.. sizes.Select(x => _clip ? (Math.Min(x.Width, 1), Math.Min(x.Height, 1)) : x)];
    }

    private static double[] EvenScales(int maps, double minRatio, double maxRatio)
    {
        if (maps == 0) throw new ArgumentException("At least one feature map is needed.", nameof(maps));
        if (maps == 1) return [minRatio, maxRatio];
        return [.. Enumerable.Range(0, maps).Select(k => minRatio + ((maxRatio - minRatio) * k / (maps - 1.0))), 1.0];
    }

    private static void MustBePositive(IEnumerable<double> numbers, string name)
    {
        foreach (var x in numbers)
        {
            if (!(x > 0) || double.IsInfinity(x)) throw new ArgumentException($"{x} is not above 0.", name);
        }
    }
}
