using static TorchSharp.torch;

namespace MultiBox.Plugins.Loss;

/// <summary>
/// Measures of the overlap of two boxes that have a gradient where boxes do not touch. Boxes are <c>[P, 4]</c> (x1, y1, x2, y2), row by
/// row in pairs, one of them at least wider and higher than 0.
/// </summary>
internal static class OverlapMeasures
{
    // A shape's part of CIoU is 0 / 0 for equal boxes.
    private const double SmallestDenominator = 1e-7;

    /// <summary>
    /// Generalised IoU (arXiv:1902.09630, algorithm 1): IoU less the part of the smallest enclosing box that neither box covers.
    /// </summary>
    /// <param name="boxes"><c>[P, 4]</c>.</param>
    /// <param name="others"><c>[P, 4]</c>.</param>
    /// <returns><c>[P]</c>, above -1 and at most 1, which equal boxes have.</returns>
    public static Tensor Generalized(Tensor boxes, Tensor others)
    {
        using var scope = NewDisposeScope();
        var (intersection, union) = Areas(boxes, others);
        var enclosing = Product(EnclosingSides(boxes, others));
        return ((intersection / union) - ((enclosing - union) / enclosing)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Complete IoU (arXiv:1911.08287, eq. 8 to 11): IoU less the squared distance of the centres as a part of the enclosing box's
    /// squared diagonal, less the difference of the aspect ratios, which weighs the more the better the boxes overlap. That weight
    /// carries no gradient.
    /// </summary>
    /// <param name="boxes"><c>[P, 4]</c>.</param>
    /// <param name="others"><c>[P, 4]</c>.</param>
    /// <returns><c>[P]</c>, at most 1, which equal boxes have.</returns>
    public static Tensor Complete(Tensor boxes, Tensor others)
    {
        using var scope = NewDisposeScope();
        var (intersection, union) = Areas(boxes, others);
        var iou = intersection / union;
        var distance = ((boxes.narrow(1, 0, 2) + boxes.narrow(1, 2, 2) - others.narrow(1, 0, 2) - others.narrow(1, 2, 2)) / 2).square().sum(1);
        var diagonal = EnclosingSides(boxes, others).square().sum(1);
        var shape = (Slope(others) - Slope(boxes)).square() * (4 / (Math.PI * Math.PI));
        var weight = (shape / (1 - iou + shape).clamp_min(SmallestDenominator)).detach();
        return (iou - (distance / diagonal) - (weight * shape)).MoveToOuterDisposeScope();
    }

    // [P] each.
    private static (Tensor Intersection, Tensor Union) Areas(Tensor boxes, Tensor others)
    {
        var upperLeft = maximum(boxes.narrow(1, 0, 2), others.narrow(1, 0, 2));
        var lowerRight = minimum(boxes.narrow(1, 2, 2), others.narrow(1, 2, 2));
        var intersection = Product((lowerRight - upperLeft).clamp_min(0));
        return (intersection, Product(Sides(boxes)) + Product(Sides(others)) - intersection);
    }

    // [P, 2]: width and height of the smallest box around both.
    private static Tensor EnclosingSides(Tensor boxes, Tensor others) =>
        maximum(boxes.narrow(1, 2, 2), others.narrow(1, 2, 2)) - minimum(boxes.narrow(1, 0, 2), others.narrow(1, 0, 2));

    private static Tensor Sides(Tensor boxes) => boxes.narrow(1, 2, 2) - boxes.narrow(1, 0, 2);

    // [P, 2] -> [P]. The gradient of torch's own product reads back from the device.
    private static Tensor Product(Tensor sides) => sides.select(1, 0) * sides.select(1, 1);

    // [P]: the paper's arctan(width / height), which holds for a height of 0 too.
    private static Tensor Slope(Tensor boxes)
    {
        var sides = Sides(boxes);
        return atan2(sides.select(1, 0), sides.select(1, 1));
    }
}
