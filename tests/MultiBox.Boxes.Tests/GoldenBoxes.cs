using MultiBox.Testing;

namespace MultiBox.Boxes.Tests;

/// <summary>Boxes in and out of golden files.</summary>
internal static class GoldenBoxes
{
    /// <summary>An array <c>[N, 4]</c> as boxes.</summary>
    public static Box[] Boxes(this GoldenNode node) => [.. node.Floats.Chunk(4).Select(x => new Box(x[0], x[1], x[2], x[3]))];

    /// <summary>An array <c>[N, 4]</c> as offsets.</summary>
    public static Offsets[] Offsets(this GoldenNode node) => [.. node.Floats.Chunk(4).Select(x => new Offsets(x[0], x[1], x[2], x[3]))];

    /// <summary>Boxes as numbers, row-major.</summary>
    public static IEnumerable<float> Flatten(this IEnumerable<Box> boxes) => boxes.SelectMany(b => new[] { b.X1, b.Y1, b.X2, b.Y2 });

    /// <summary>Centre boxes as numbers, row-major.</summary>
    public static IEnumerable<float> Flatten(this IEnumerable<CenterBox> boxes) =>
        boxes.SelectMany(b => new[] { b.Cx, b.Cy, b.Width, b.Height });

    /// <summary>Offsets as numbers, row-major.</summary>
    public static IEnumerable<float> Flatten(this IEnumerable<Offsets> offsets) => offsets.SelectMany(o => new[] { o.X, o.Y, o.W, o.H });

    /// <summary>
    /// Compares the sums that a golden file gives of many boxes with those of the computed ones: <c>coordinate_sum</c>,
    /// <c>coordinate_square_sum</c>, <c>area_sum</c> and <c>column_sums</c>, where present.
    /// </summary>
    /// <param name="expected">The object that holds the sums.</param>
    /// <param name="boxes">The computed boxes.</param>
    /// <param name="each">How far a single coordinate may be away.</param>
    public static void SumsMustMatch(this GoldenNode expected, IReadOnlyCollection<Box> boxes, double each)
    {
        // Rounding moves a coordinate by at most 1e-7 of it (once for the box, once for its scaling to pixels), and a width by
        // that of both its edges; n such errors add up to at most n of them. The file's own numbers are rounded to 9 digits.
        const double Rounding = 1.2e-7;
        var coordinates = boxes.Flatten().Select(x => (double)x).ToArray();
        var sizes = boxes.Select(b => (Width: (double)b.X2 - b.X1, Height: (double)b.Y2 - b.Y1)).ToArray();
        var areaError = boxes.Zip(sizes, (b, s) => (Edge(b.X1, b.X2) * s.Height) + (Edge(b.Y1, b.Y2) * s.Width)).Sum();
        Check("coordinate_sum", coordinates.Sum(), Bound(coordinates.Sum(Math.Abs)));
        Check("coordinate_square_sum", coordinates.Sum(x => x * x), 2 * Rounding * coordinates.Sum(x => x * x));
        Check("area_sum", sizes.Sum(s => s.Width * s.Height), Rounding * areaError);
        if (!expected.Has("column_sums")) return;
        for (var k = 0; k < 4; k++)
        {
            var column = coordinates.Where((_, i) => i % 4 == k).ToArray();
            expected["column_sums"][k].MustBeNear(column.Sum(), Bound(column.Sum(Math.Abs)), relative: 1e-8);
        }

        static double Edge(float low, float high) => Math.Abs(low) + Math.Abs(high);

        double Bound(double magnitude) => Math.Min(each * coordinates.Length, Rounding * magnitude);

        void Check(string field, double actual, double absolute)
        {
            if (expected.Has(field)) expected[field].MustBeNear(actual, absolute, relative: 1e-8);
        }
    }
}
