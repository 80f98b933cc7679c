using System.Runtime.InteropServices;
using MultiBox.Boxes;

namespace MultiBox.Evaluation;

/// <summary>The ground truths and detections of one class, image after image, and their evaluation.</summary>
/// <param name="label">The class.</param>
internal sealed class CocoClass(int label)
{
    // A class's own lie side by side in memory, those of an image without a gap.
    private readonly List<CocoGroundTruth> _truths = [];
    private readonly List<Detection> _detections = [];
    private readonly List<(int Image, int FirstTruth, int FirstDetection)> _images = [];

    /// <summary>Adds a ground truth of the newest image.</summary>
    /// <param name="image">The image, never a lower one than before.</param>
    /// <param name="groundTruth">The annotated object.</param>
    public void Add(int image, CocoGroundTruth groundTruth)
    {
        Begin(image);
        _truths.Add(groundTruth);
    }

    /// <summary>Adds a detection in the newest image.</summary>
    /// <param name="image">The image, never a lower one than before.</param>
    /// <param name="detection">The detection.</param>
    public void Add(int image, Detection detection)
    {
        Begin(image);
        _detections.Add(detection);
    }

    /// <summary>Evaluates what was added so far.</summary>
    public CocoClassResult Evaluate()
    {
        var truths = CollectionsMarshal.AsSpan(_truths);
        var detections = CollectionsMarshal.AsSpan(_detections);
        var verdicts = new CocoVerdicts(detections.Length);
        var matcher = new CocoMatcher(verdicts);
        for (var i = 0; i < _images.Count; i++)
        {
            var (_, g, d) = _images[i];
            var (_, nextG, nextD) = i + 1 < _images.Count ? _images[i + 1] : (0, truths.Length, detections.Length);
            matcher.AddImage(truths[g..nextG], detections[d..nextD]);
        }

        return verdicts.ToResult(label, truths.Length, detections.Length);
    }

    private void Begin(int image)
    {
        if (_images.Count == 0 || _images[^1].Image != image) _images.Add((image, _truths.Count, _detections.Count));
    }
}
