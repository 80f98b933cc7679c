using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Evaluation;

namespace MultiBox.Pipeline.Detecting;

/// <summary>What a detector found in the images of a split, and how good it is.</summary>
/// <param name="Result">The evaluation by class.</param>
/// <param name="Detections">For each image its detections, boxes in original pixels as annotations have them.</param>
/// <param name="Images">The number of images.</param>
/// <param name="Elapsed">Time of decoding, network and post-processing together.</param>
public sealed record DatasetEvaluation(
    VocResult Result, IReadOnlyList<(ImageRecord Record, IReadOnlyList<Detection> Detections)> Detections, int Images, TimeSpan Elapsed)
{
    /// <summary>Images in a second, all included.</summary>
    public double ImagesPerSecond => Images / Math.Max(1e-9, Elapsed.TotalSeconds);

    /// <summary>Runs a detector over a split.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="loader">The split's images, resized only.</param>
    /// <param name="classCount">C, the number of classes with the background.</param>
    /// <param name="options">How to count.</param>
    /// <param name="progress">Receives how much is done, 0..1.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public static DatasetEvaluation Run(
        Detector detector, BatchLoader loader, int classCount, VocOptions options, Action<double> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentNullException.ThrowIfNull(progress);
        var evaluator = new VocEvaluator(classCount, options);
        var all = new List<(ImageRecord, IReadOnlyList<Detection>)>();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var batch in loader.Epoch(0, cancellationToken: cancellation))
        {
            using var owned = batch;
            var found = detector.Detect(batch.Images);
            for (var n = 0; n < batch.Records.Count; n++)
            {
                var record = batch.Records[n];
                IReadOnlyList<Detection> detections = [.. found[n].Select(d => d with { Box = d.Box.Scale(record.Width, record.Height) })];
                evaluator.AddImage(record.Objects.Select(o => new VocGroundTruth(o.Label, o.Box, o.Difficult)), detections);
                all.Add((record, detections));
            }

            progress((batch.Index + 1.0) / loader.BatchCount);
        }

        var elapsed = clock.Elapsed;
        return new DatasetEvaluation(evaluator.Evaluate(), all, all.Count, elapsed);
    }
}
