namespace MultiBox.Boxes;

/// <summary>The default boxes of one feature map by MXNet's rule; see <see cref="MultiBoxPrior"/>.</summary>
public sealed record MultiBoxPriorLayer
{
    /// <summary>Sides of the square boxes, at least one.</summary>
    /// <value>Parts of the input's height, above 0.</value>
    public required IReadOnlyList<double> Sizes { get; init; }

    /// <summary>
    /// Ratios of width to height, at least one. Those after the first make boxes of the first size; the first stands for the
    /// squares, and its value is not read.
    /// </summary>
    /// <value>Above 0.</value>
    public required IReadOnlyList<double> Ratios { get; init; }

    /// <summary>Distance of rows.</summary>
    /// <value>A part of the input's height, above 0; null (default): 1 / the number of rows.</value>
    public double? StepY { get; init; }

    /// <summary>Distance of columns.</summary>
    /// <value>A part of the input's width, above 0; null (default): 1 / the number of columns.</value>
    public double? StepX { get; init; }

    /// <summary>Where the centres lie in their cells, vertically.</summary>
    /// <value>In steps; default 0.5.</value>
    public double OffsetY { get; init; } = 0.5;

    /// <summary>Where the centres lie in their cells, horizontally.</summary>
    /// <value>In steps; default 0.5.</value>
    public double OffsetX { get; init; } = 0.5;

    /// <summary>The number of default boxes in a cell.</summary>
    public int BoxesPerCell => Sizes.Count + Ratios.Count - 1;
}
