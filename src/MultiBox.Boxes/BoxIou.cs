namespace MultiBox.Boxes;

/// <summary>Intersection over union (Jaccard overlap) of boxes in continuous coordinates.</summary>
public static class BoxIou
{
    /// <summary>The IoU of two boxes of the same frame.</summary>
    /// <param name="a">One box.</param>
    /// <param name="b">The other.</param>
    /// <returns>
    /// 0..1; 0 where the union is empty (MXNet's rule, where torchvision gives NaN) and for boxes with NaN or infinite area, so that
    /// it always compares.
    /// </returns>
    public static float Compute(Box a, Box b)
    {
        var width = MathF.Max(MathF.Min(a.X2, b.X2) - MathF.Max(a.X1, b.X1), 0);
        var height = MathF.Max(MathF.Min(a.Y2, b.Y2) - MathF.Max(a.Y1, b.Y1), 0);
        var intersection = width * height;
        var union = a.Area + b.Area - intersection;
        return union > 0 ? intersection / union : 0;
    }

    /// <summary>The IoU of every box of one set with every box of another.</summary>
    /// <param name="a">The rows, n boxes.</param>
    /// <param name="b">The columns, m boxes of the same frame.</param>
    /// <param name="iou">Receives <c>[n, m]</c>, row-major.</param>
    /// <exception cref="ArgumentException"><paramref name="iou"/> does not have n * m entries.</exception>
    public static void Compute(ReadOnlySpan<Box> a, ReadOnlySpan<Box> b, Span<float> iou)
    {
        if (iou.Length != a.Length * b.Length)
        {
            throw new ArgumentException($"{a.Length} x {b.Length} boxes, but room for {iou.Length} values.", nameof(iou));
        }

        for (var row = 0; row < a.Length; row++)
        {
            var target = iou.Slice(row * b.Length, b.Length);
            for (var column = 0; column < target.Length; column++) target[column] = Compute(a[row], b[column]);
        }
    }
}
