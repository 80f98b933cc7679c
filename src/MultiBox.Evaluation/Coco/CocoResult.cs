namespace MultiBox.Evaluation;

/// <summary>
/// COCO's evaluation of a set of images. Each number is a mean over the classes that have objects to be found, 0..1, and null where
/// there is none.
/// </summary>
/// <param name="Classes">One entry for each class 1..C-1, in this order.</param>
public sealed record CocoResult(IReadOnlyList<CocoClassResult> Classes)
{
    /// <summary>AP, COCO's main number: average precision over IoU 0.50..0.95.</summary>
    public double? Ap => Classes.Average(c => c.Ap);

    /// <summary>Average precision at IoU 0.50.</summary>
    public double? Ap50 => Classes.Average(c => c.Ap50);

    /// <summary>Average precision at IoU 0.75.</summary>
    public double? Ap75 => Classes.Average(c => c.Ap75);

    /// <summary>Average recall with the best detection of each class in an image.</summary>
    public double? Ar1 => Classes.Average(c => c.Ar1);

    /// <summary>Average recall with the ten best detections of each class in an image.</summary>
    public double? Ar10 => Classes.Average(c => c.Ar10);

    /// <summary>The twelve numbers in COCO's order, with the names that <c>metrics.json</c> gives them.</summary>
    public IReadOnlyList<KeyValuePair<string, double?>> Summary =>
    [
        new("AP", Ap),
        new("AP50", Ap50),
        new("AP75", Ap75),
        new("APsmall", ApOf(CocoArea.Small)),
        new("APmedium", ApOf(CocoArea.Medium)),
        new("APlarge", ApOf(CocoArea.Large)),
        new("AR1", Ar1),
        new("AR10", Ar10),
        new("AR100", ArOf(CocoArea.All)),
        new("ARsmall", ArOf(CocoArea.Small)),
        new("ARmedium", ArOf(CocoArea.Medium)),
        new("ARlarge", ArOf(CocoArea.Large)),
    ];

    /// <summary>Average precision over IoU 0.50..0.95 of the objects in a range of areas.</summary>
    /// <param name="area">The range.</param>
    public double? ApOf(CocoArea area) => Classes.Average(c => c.Curves(area)?.Ap);

    /// <summary>Average recall with the 100 best detections of each class in an image, of the objects in a range of areas.</summary>
    /// <param name="area">The range.</param>
    public double? ArOf(CocoArea area) => Classes.Average(c => c.Curves(area)?.Ar);
}
