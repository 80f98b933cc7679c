namespace MultiBox.TorchScript;

/// <summary>The rows and columns of a graph's maps.</summary>
internal static class MapSizes
{
    /// <summary>Follows a size through a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputSize">The side of its square images in pixels.</param>
    /// <returns>For each step with a map its rows and columns; steps behind rows of boxes have none.</returns>
    public static Dictionary<Step, (long Rows, long Columns)> Of(StepGraph graph, int inputSize)
    {
        var sizes = new Dictionary<Step, (long Rows, long Columns)>(ReferenceEqualityComparer.Instance);
        foreach (var step in graph.InOrder())
        {
            if (step is InputStep) sizes[step] = (inputSize, inputSize);
            else if (Before(step, sizes) is { } before && After(step, before) is { } after) sizes[step] = after;
        }

        return sizes;
    }

    // Of the two maps of a sum or a product one may have a single cell for all cells of the other.
    private static (long Rows, long Columns)? Before(Step step, Dictionary<Step, (long Rows, long Columns)> sizes)
    {
        (long Rows, long Columns)? largest = null;
        foreach (var input in step is AddStep or MultiplyStep ? step.Inputs : step.Inputs.Take(1))
        {
            if (!sizes.TryGetValue(input, out var size)) return null;
            largest = largest is { } other ? (Math.Max(size.Rows, other.Rows), Math.Max(size.Columns, other.Columns)) : size;
        }

        return largest;
    }

    private static (long Rows, long Columns)? After(Step step, (long Rows, long Columns) map) => step switch
    {
        ConvolutionStep { Weight: var weight, Shape: var shape } => (Convolved(map.Rows, weight.shape[2], shape, 0), Convolved(map.Columns, weight.shape[3], shape, 1)),
        MaxPoolStep pool => Both(map, side => Pooled(side, pool.Kernel, pool.Stride, pool.Padding, pool.CeilMode)),
        AveragePoolStep pool => Both(map, side => Pooled(side, pool.Kernel, pool.Stride, pool.Padding, ceilMode: false)),
        GlobalAveragePoolStep => (1, 1),
        BoxRowsStep or BoxValuesStep => null,
        _ => map,
    };

    private static (long Rows, long Columns) Both((long Rows, long Columns) map, Func<long, long> side) => (side(map.Rows), side(map.Columns));

    private static long Convolved(long side, long kernel, ConvolutionShape shape, int axis) =>
        (side + 2 * shape.Padding[axis] - shape.Dilation[axis] * (kernel - 1) - 1) / shape.Stride[axis] + 1;

    // As libtorch does: a last window that lies in the padding alone is left out.
    private static long Pooled(long side, long kernel, long stride, long padding, bool ceilMode)
    {
        var windows = (side + 2 * padding - kernel + (ceilMode ? stride - 1 : 0)) / stride + 1;
        return ceilMode && (windows - 1) * stride >= side + padding ? windows - 1 : windows;
    }
}
