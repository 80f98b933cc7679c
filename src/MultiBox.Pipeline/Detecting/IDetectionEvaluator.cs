namespace MultiBox.Pipeline.Detecting;

/// <summary>Measures detections by one metric: add the images of a split, then evaluate. One thread at a time.</summary>
public interface IDetectionEvaluator
{
    /// <summary>Adds an image.</summary>
    /// <param name="image">The image with its annotated objects and its detections.</param>
    void AddImage(DetectedImage image);

    /// <summary>Measures all that was added so far.</summary>
    DetectionScores Evaluate();

    /// <summary>Writes detections in the files that the metric's own tools read. Each replaces an older one only when complete.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="split">The split's name, e.g. <c>test</c>.</param>
    /// <param name="images">The images; the files have them in this order.</param>
    /// <returns>The paths of the files.</returns>
    IReadOnlyList<string> WriteDetections(string folder, string split, IEnumerable<DetectedImage> images);
}
