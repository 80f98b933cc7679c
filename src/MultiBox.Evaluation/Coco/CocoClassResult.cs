namespace MultiBox.Evaluation;

/// <summary>COCO's evaluation of one class.</summary>
public sealed record CocoClassResult
{
    /// <summary>The class, 1..C-1.</summary>
    public required int Label { get; init; }

    /// <summary>The number of ground truths, crowds too.</summary>
    public required int GroundTruthCount { get; init; }

    /// <summary>The number of detections, also those beyond an image's best 100.</summary>
    public required int DetectionCount { get; init; }

    /// <summary><c>[4]</c>: the curves in each <see cref="CocoArea"/>; null where no object has to be found.</summary>
    public required IReadOnlyList<CocoCurves?> Areas { get; init; }

    /// <summary>Average recall with the best detection of each image, 0..1; null where no object has to be found.</summary>
    public required double? Ar1 { get; init; }

    /// <summary>Average recall with the ten best detections of each image, 0..1; null where no object has to be found.</summary>
    public required double? Ar10 { get; init; }

    /// <summary>The number of ground truths that have to be found, of any area: all but crowds and ignored ones.</summary>
    public int PositiveCount => Curves(CocoArea.All)?.PositiveCount ?? 0;

    /// <summary>Average precision over IoU 0.50..0.95, 0..1; null where no object has to be found.</summary>
    public double? Ap => Curves(CocoArea.All)?.Ap;

    /// <summary>Average precision at IoU 0.50, 0..1; null where no object has to be found.</summary>
    public double? Ap50 => Curves(CocoArea.All)?.ApAt(0);

    /// <summary>Average precision at IoU 0.75, 0..1; null where no object has to be found.</summary>
    public double? Ap75 => Curves(CocoArea.All)?.ApAt(5);

    /// <summary>The curves in a range of areas; null where no object has to be found.</summary>
    /// <param name="area">The range.</param>
    public CocoCurves? Curves(CocoArea area) => Areas[(int)area];
}
