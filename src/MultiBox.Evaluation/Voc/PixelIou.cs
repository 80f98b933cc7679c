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
        var pixel = Pixel(convention);
        var intersection = Intersection(a, b, pixel);
        return intersection > 0 ? intersection / (Area(a, pixel) + Area(b, pixel) - intersection) : 0;
    }

    /// <summary>The part of a box's area that lies in another box, 0..1; 0 for a box without area.</summary>
    /// <param name="box">The box.</param>
    /// <param name="other">The other.</param>
    /// <param name="convention">How coordinates are read.</param>
    public static double PartInside(Box box, Box other, BoxConvention convention)
    {
        var pixel = Pixel(convention);
        var intersection = Intersection(box, other, pixel);
        return intersection > 0 ? intersection / Area(box, pixel) : 0;
    }

    private static double Pixel(BoxConvention convention) => convention == BoxConvention.InclusivePixels ? 1.0 : 0.0;

    private static double Intersection(Box a, Box b, double pixel)
    {
        var width = (double)MathF.Min(a.X2, b.X2) - MathF.Max(a.X1, b.X1) + pixel;
        var height = (double)MathF.Min(a.Y2, b.Y2) - MathF.Max(a.Y1, b.Y1) + pixel;
        return width > 0 && height > 0 ? width * height : 0;
    }

    private static double Area(Box box, double pixel) => ((double)box.X2 - box.X1 + pixel) * ((double)box.Y2 - box.Y1 + pixel);
}
