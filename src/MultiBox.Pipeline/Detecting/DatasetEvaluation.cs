using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Inference;

namespace MultiBox.Pipeline.Detecting;

/// <summary>What a detector found in the images of a split, and how good it is.</summary>
/// <param name="Scores">How good it is.</param>
/// <param name="Detected">The images with their detections.</param>
/// <param name="Elapsed">Time of decoding, network and post-processing together.</param>
public sealed record DatasetEvaluation(DetectionScores Scores, IReadOnlyList<DetectedImage> Detected, TimeSpan Elapsed)
{
    /// <summary>The number of images.</summary>
    public int Images => Detected.Count;

    /// <summary>Images in a second, all included.</summary>
    public double ImagesPerSecond => Images / Math.Max(1e-9, Elapsed.TotalSeconds);

    /// <summary>Runs a detector over a split.</summary>
    /// <param name="engine">The detector.</param>
    /// <param name="loader">The split's images, resized only.</param>
    /// <param name="evaluator">Measures the detections; nothing was added to it yet.</param>
    /// <param name="progress">Receives how much is done, 0..1.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    internal static DatasetEvaluation Run(
        DetectionEngine engine, BatchLoader loader, IDetectionEvaluator evaluator, Action<double> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(progress);
        var all = new List<DetectedImage>();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var batch in loader.Epoch(0, cancellationToken: cancellation))
        {
            using var owned = batch;
            var found = engine.Detect(batch.Images);
            for (var n = 0; n < batch.Records.Count; n++)
            {
                var record = batch.Records[n];
                IReadOnlyList<Detection> detections = [.. found[n].Select(d => d with { Box = d.Box.Scale(record.Width, record.Height) })];
                all.Add(new DetectedImage(record, detections));
                evaluator.AddImage(all[^1]);
            }

            progress((batch.Index + 1.0) / loader.BatchCount);
        }

        var elapsed = clock.Elapsed;
        return new DatasetEvaluation(evaluator.Evaluate(), all, elapsed);
    }
}
