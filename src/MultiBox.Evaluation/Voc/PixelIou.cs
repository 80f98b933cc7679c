using MultiBox.Boxes;

namespace MultiBox.Evaluation;

/// <summary>IoU in double precision under either convention of coordinates.</summary>
internal static class PixelIou
{
    /// <summary>The IoU of two boxes; 0 where the union is empty.</summary>
    /// <param name="a">One box.</param>
    /// <param name="b">The other.</param>
    /// <param name="convention">How coordinates are read.</param>
    public static double Compute(Box a, Box b, BoxConvention convention)
    {
        var pixel = convention == BoxConvention.InclusivePixels ? 1.0 : 0.0;
        var width = (double)MathF.Min(a.X2, b.X2) - MathF.Max(a.X1, b.X1) + pixel;
        var height = (double)MathF.Min(a.Y2, b.Y2) - MathF.Max(a.Y1, b.Y1) + pixel;
        if (!(width > 0 && height > 0)) return 0;
        var intersection = width * height;
        return intersection / (Area(a, pixel) + Area(b, pixel) - intersection);
    }

    private static double Area(Box box, double pixel) => ((double)box.X2 - box.X1 + pixel) * ((double)box.Y2 - box.Y1 + pixel);
}
