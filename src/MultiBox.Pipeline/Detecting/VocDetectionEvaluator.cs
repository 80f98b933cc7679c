using MultiBox.Evaluation;

namespace MultiBox.Pipeline.Detecting;

/// <summary>Average precision of PASCAL VOC; detections go into files of its development kit.</summary>
/// <param name="classes">The names of the classes 1..C-1, without the background.</param>
/// <param name="metric">How a curve is summed up.</param>
/// <param name="options">How detections are matched.</param>
public sealed class VocDetectionEvaluator(IReadOnlyList<string> classes, VocMetric metric, VocOptions options) : IDetectionEvaluator
{
    private readonly VocEvaluator _evaluator = new(classes.Count + 1, options);

    /// <inheritdoc/>
    public void AddImage(DetectedImage image) =>
        _evaluator.AddImage(image.Record.Objects.Select(o => new VocGroundTruth(o.Label, o.Box, o.Difficult, o.Crowd)), image.Detections);

    /// <inheritdoc/>
    public DetectionScores Evaluate()
    {
        var result = _evaluator.Evaluate();
        IReadOnlyList<PrecisionRecallCurve> curves =
            [.. result.Classes.Select(c => new PrecisionRecallCurve(classes[c.Label - 1], c.PositiveCount, c.Recall, c.Precision))];
        return new DetectionScores
        {
            Metric = metric == VocMetric.ElevenPoint ? "voc07" : "voc",
            Iou = options.IouThreshold,
            MeanAp = result.MeanAp(metric),
            PerClass = result.Classes.ToDictionary(c => classes[c.Label - 1], c => c.Ap(metric)),
            ClassCurves = curves,
            DrawnCurves = curves,
        };
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> WriteDetections(string folder, string split, IEnumerable<DetectedImage> images) => DevkitResults.Write(
        folder, classes, images.SelectMany(image => image.Detections.Select(detection => new DevkitDetection(ImageId(image.Record.Id), detection))), split);

    // The devkit separates columns by white space.
    private static string ImageId(string id) => string.Concat(id.Select(letter => char.IsWhiteSpace(letter) ? '_' : letter));
}
