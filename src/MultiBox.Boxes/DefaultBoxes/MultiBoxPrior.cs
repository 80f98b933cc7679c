namespace MultiBox.Boxes;

/// <summary>
/// Default boxes by the rule of MXNet's <c>MultiBoxPrior</c> operator. In a cell first a square of every size, then a box of the
/// first size for every ratio but the first: width = size * rows / columns * sqrt(ratio), height = size / sqrt(ratio).
/// The factor rows / columns makes squares of input pixels when all cells are square.
/// </summary>
public sealed class MultiBoxPrior : IDefaultBoxGenerator
{
    private readonly MultiBoxPriorLayer[] _layers;
    private readonly bool _clip;

    /// <summary>Creates the rule.</summary>
    /// <param name="layers">One entry for each feature map.</param>
    /// <param name="clip">Whether corners are clamped to the image; off in the published networks.</param>
    /// <exception cref="ArgumentException">A layer without sizes or ratios, or with a number that is not above 0.</exception>
    public MultiBoxPrior(IReadOnlyList<MultiBoxPriorLayer> layers, bool clip = false)
    {
        ArgumentNullException.ThrowIfNull(layers);
        _layers = [.. layers];
        _clip = clip;
        for (var i = 0; i < _layers.Length; i++) Check(_layers[i], i);
        BoxesPerCell = [.. _layers.Select(layer => layer.BoxesPerCell)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> BoxesPerCell { get; }

    /// <summary>Lays the boxes of all maps; this rule does not depend on the input's size in pixels.</summary>
    /// <param name="maps">The sizes of the maps, one for each layer.</param>
    /// <returns>The boxes in 0..1 of the input.</returns>
    /// <exception cref="ArgumentException">There are more or fewer maps, or one is empty.</exception>
    public DefaultBoxes Generate(IReadOnlyList<FeatureMapSize> maps)
    {
        var builder = new DefaultBoxesBuilder(BoxesPerCell, maps);
        for (var i = 0; i < _layers.Length; i++)
        {
            var (layer, map) = (_layers[i], maps[i]);
            var halfSizes = HalfSizes(layer, map);
            var stepY = layer.StepY ?? (1.0 / map.Height);
            var stepX = layer.StepX ?? (1.0 / map.Width);
            for (var row = 0; row < map.Height; row++)
            {
                var cy = (row + layer.OffsetY) * stepY;
                for (var column = 0; column < map.Width; column++)
                {
                    var cx = (column + layer.OffsetX) * stepX;
                    foreach (var (width, height) in halfSizes) builder.Add(cx - width, cy - height, cx + width, cy + height, _clip);
                }
            }
        }

        return builder.Build();
    }

    DefaultBoxes IDefaultBoxGenerator.Generate(int inputHeight, int inputWidth, IReadOnlyList<FeatureMapSize> maps) => Generate(maps);

    private static (double Width, double Height)[] HalfSizes(MultiBoxPriorLayer layer, FeatureMapSize map)
    {
        var aspect = (double)map.Height / map.Width;
        return
        [
            .. layer.Sizes.Select(size => (size * aspect / 2, size / 2)),
            .. layer.Ratios.Skip(1).Select(Math.Sqrt).Select(root => (layer.Sizes[0] * aspect * root / 2, layer.Sizes[0] / root / 2)),
        ];
    }

    private static void Check(MultiBoxPriorLayer layer, int index)
    {
        ArgumentNullException.ThrowIfNull(layer, "layers");
        if (layer.Sizes.Count == 0 || layer.Ratios.Count == 0)
        {
            throw new ArgumentException($"Layer {index} needs at least one size and one ratio.", nameof(layer));
        }

        var numbers = layer.Sizes.Concat(layer.Ratios).Append(layer.StepY ?? 1).Append(layer.StepX ?? 1);
        if (numbers.Any(x => !(x > 0) || double.IsInfinity(x)))
        {
            throw new ArgumentException($"Layer {index} has a size, ratio or step that is not above 0.", nameof(layer));
        }
    }
}
