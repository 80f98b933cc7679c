using System.Globalization;
using MultiBox.Abstractions;
using MultiBox.Evaluation;

namespace MultiBox.Pipeline.Detecting;

/// <summary>COCO's numbers; detections go into a file of COCO's results format.</summary>
/// <param name="classes">The names of the classes 1..C-1, without the background.</param>
/// <param name="useDifficult">Whether objects marked difficult have to be found; else they count neither way.</param>
public sealed class CocoDetectionEvaluator(IReadOnlyList<string> classes, bool useDifficult) : IDetectionEvaluator
{
    /// <summary>The name of the file with the detections.</summary>
    public const string ResultsFile = "coco.json";

    private readonly CocoEvaluator _evaluator = new(classes.Count + 1);

    /// <inheritdoc/>
    public void AddImage(DetectedImage image) => _evaluator.AddImage(
        image.Record.Objects.Select(o => new CocoGroundTruth(o.Label, o.Box, o.Crowd, o.Area, o.Difficult && !useDifficult)), image.Detections);

    /// <inheritdoc/>
    public DetectionScores Evaluate()
    {
        var result = _evaluator.Evaluate();
        return new DetectionScores
        {
            Metric = "coco",
            MeanAp = result.Ap,
            PerClass = result.Classes.ToDictionary(c => classes[c.Label - 1], c => c.Ap),
            Summary = result.Summary,
            ClassCurves = [.. result.Classes.Select(c => ClassCurve(classes[c.Label - 1], c.Curves(CocoArea.All)))],
            DrawnCurves = MeanCurves(result),
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> WriteDetections(string folder, string split, IEnumerable<DetectedImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var numbering = new CocoNumbering(classes);
        var path = Path.Combine(folder, ResultsFile);
        AtomicFile.Write(path, stream => CocoResults.Write(
            stream, images.SelectMany(image => image.Detections.Select(detection => numbering.Number(image.Record, detection)))));
        return [path];
    }

    private static PrecisionRecallCurve ClassCurve(string name, CocoCurves? curves) => curves is null
        ? new PrecisionRecallCurve(name, 0, null, [])
        : new PrecisionRecallCurve(name, curves.PositiveCount, CocoRules.RecallPoints.ToArray(), curves.Precision[0]);

    // Eighty classes would hide each other: the picture has one curve a threshold, the mean over the classes.
    private static IReadOnlyList<PrecisionRecallCurve> MeanCurves(CocoResult result)
    {
        List<CocoCurves> classes = [.. result.Classes.Select(c => c.Curves(CocoArea.All)).OfType<CocoCurves>()];
        if (classes.Count == 0) return [];
        var positives = classes.Sum(c => c.PositiveCount);
        return
        [
            .. CocoRules.IouThresholds.ToArray().Select((iou, t) => new PrecisionRecallCurve(
                string.Create(CultureInfo.InvariantCulture, $"IoU {iou:0.00}"), positives, CocoRules.RecallPoints.ToArray(),
                [.. Enumerable.Range(0, CocoRules.RecallPoints.Length).Select(point => classes.Average(c => c.Precision[t][point]))])),
        ];
    }
}
