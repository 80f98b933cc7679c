using System.Globalization;
using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>Reads shapes and steps off the default boxes, whatever rule laid them.</summary>
internal static class DefaultBoxLayout
{
    // In input pixels: above the rounding of corners, below any difference that is meant.
    private const double Tolerance = 0.05;

    /// <summary>The maps with their shapes.</summary>
    /// <param name="defaultBoxes">The default boxes.</param>
    /// <param name="inputSize">The input's side in pixels.</param>
    /// <param name="names">The maps' names; as many as there are maps, or none.</param>
    public static IReadOnlyList<DefaultBoxMap> Of(DefaultBoxes defaultBoxes, int inputSize, IReadOnlyList<string> names)
    {
        var maps = new List<DefaultBoxMap>();
        var start = 0;
        for (var i = 0; i < defaultBoxes.PerLayer.Count; i++)
        {
            var boxes = defaultBoxes.Corners.Slice(start, defaultBoxes.PerLayer[i]);
            maps.Add(Map(names.Count > i ? names[i] : string.Create(CultureInfo.InvariantCulture, $"map {i + 1}"), boxes, inputSize));
            start += boxes.Length;
        }

        return maps;
    }

    private static DefaultBoxMap Map(string name, ReadOnlySpan<Box> boxes, int inputSize)
    {
        // Boxes that a rule cut at the border are not of their shape any more; where all are cut, there is no other to look at.
        var whole = new List<CenterBox>();
        foreach (var box in boxes)
        {
            if (!(box.X1 == 0 || box.Y1 == 0 || box.X2 == 1 || box.Y2 == 1)) whole.Add(box.ToCenter());
        }

        if (whole.Count == 0)
        {
            foreach (var box in boxes) whole.Add(box.ToCenter());
        }

        var shapes = new List<DefaultBoxShape>();
        foreach (var box in whole)
        {
            var (width, height) = ((double)box.Width * inputSize, (double)box.Height * inputSize);
            if (shapes.Exists(shape => Math.Abs(shape.Width - width) < Tolerance && Math.Abs(shape.Height - height) < Tolerance)) continue;
            shapes.Add(new DefaultBoxShape(Math.Round(width, 2), Math.Round(height, 2)));
        }

        var steps = new[] { Step(whole.Select(box => (double)box.Cx * inputSize)), Step(whole.Select(box => (double)box.Cy * inputSize)) };
        return new DefaultBoxMap(name, boxes.Length, steps.Max() is { } step ? Math.Round(step, 2) : null, shapes);
    }

    // The smallest distance of two different centres.
    private static double? Step(IEnumerable<double> centres)
    {
        double[] sorted = [.. centres.Order()];
        return sorted.Zip(sorted.Skip(1), (a, b) => b - a).Where(gap => gap > Tolerance).Select(gap => (double?)gap).DefaultIfEmpty().Min();
    }
}
