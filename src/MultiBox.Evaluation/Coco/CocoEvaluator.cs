using System.Runtime.InteropServices;
using MultiBox.Boxes;

namespace MultiBox.Evaluation;

/// <summary>
/// Average precision and recall by the rules of COCO's evaluation of boxes (pycocotools, <c>COCOeval</c>). In each image the 100
/// detections of a class with the highest scores choose in this order, each the object that it overlaps most among those that are
/// free and reach the threshold; crowds, ignored objects and objects outside the range of areas come after all others. A detection
/// counts neither way when it chose one of those, or chose nothing and is itself outside the range. In a crowd IoU is the part of
/// the detection that lies in it, and it stays free. Add the images, then call <see cref="Evaluate"/>. One thread at a time.
/// </summary>
public sealed class CocoEvaluator
{
    private readonly List<(int Image, CocoGroundTruth Object)> _groundTruths = [];
    private readonly List<(int Image, Detection Detection)> _detections = [];
    private readonly int _classCount;

    /// <summary>Begins an evaluation.</summary>
    /// <param name="classCount">C, the number of classes with the background.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two classes.</exception>
    public CocoEvaluator(int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        _classCount = classCount;
    }

    /// <summary>The number of images added.</summary>
    public int ImageCount { get; private set; }

    /// <summary>
    /// Adds an image with its ground truths and detections; both may be empty. Equal scores in different images count in the order in
    /// which those were added: COCO's is that of the images' ids.
    /// </summary>
    /// <param name="groundTruths">Its annotated objects.</param>
    /// <param name="detections">What was detected in it, boxes in original pixels.</param>
    /// <returns>The image's number, from 0.</returns>
    /// <exception cref="ArgumentException">A label is no class of the evaluation, or a score is NaN.</exception>
    public int AddImage(IEnumerable<CocoGroundTruth> groundTruths, IEnumerable<Detection> detections)
    {
        ArgumentNullException.ThrowIfNull(groundTruths);
        ArgumentNullException.ThrowIfNull(detections);
        var image = ImageCount++;
        foreach (var groundTruth in groundTruths)
        {
            CheckLabel(groundTruth.Label, nameof(groundTruths));
            _groundTruths.Add((image, groundTruth));
        }

        foreach (var detection in detections)
        {
            CheckLabel(detection.Label, nameof(detections));
            if (float.IsNaN(detection.Score)) throw new ArgumentException("The score is NaN.", nameof(detections));
            _detections.Add((image, detection));
        }

        return image;
    }

    /// <summary>Evaluates all that was added so far.</summary>
    public CocoResult Evaluate()
    {
        var groundTruths = Group.By(_groundTruths, x => x.Object.Label, _classCount);
        var detections = Group.By(_detections, x => x.Detection.Label, _classCount);
        var results = new CocoClassResult[_classCount - 1];

        // Classes do not depend on each other.
        Parallel.For(1, _classCount, label => results[label - 1] = EvaluateClass(label, groundTruths[label].Span, detections[label].Span));
        return new CocoResult(results);
    }

    private CocoClassResult EvaluateClass(int label, ReadOnlySpan<int> groundTruths, ReadOnlySpan<int> detections)
    {
        var verdicts = new CocoVerdicts(detections.Length);
        var matcher = new CocoMatcher(verdicts);
        var allObjects = CollectionsMarshal.AsSpan(_groundTruths);
        var allDetections = CollectionsMarshal.AsSpan(_detections);
        var (objects, found) = (new List<CocoGroundTruth>(), new List<Detection>());
        var (g, d) = (0, 0);
        while (g < groundTruths.Length || d < detections.Length)
        {
            var image = Math.Min(
                g < groundTruths.Length ? allObjects[groundTruths[g]].Image : int.MaxValue,
                d < detections.Length ? allDetections[detections[d]].Image : int.MaxValue);
            objects.Clear();
            found.Clear();
            for (; g < groundTruths.Length && allObjects[groundTruths[g]].Image == image; g++) objects.Add(allObjects[groundTruths[g]].Object);
            for (; d < detections.Length && allDetections[detections[d]].Image == image; d++) found.Add(allDetections[detections[d]].Detection);
            matcher.AddImage(CollectionsMarshal.AsSpan(objects), CollectionsMarshal.AsSpan(found));
        }

        return verdicts.ToResult(label, groundTruths.Length, detections.Length);
    }

    private void CheckLabel(int label, string parameter)
    {
        if (label >= 1 && label < _classCount) return;
        throw new ArgumentException($"Label {label} is no class: 1..{_classCount - 1}.", parameter);
    }
}
