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
    private readonly CocoClass[] _classes;

    /// <summary>Begins an evaluation.</summary>
    /// <param name="classCount">C, the number of classes with the background.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two classes.</exception>
    public CocoEvaluator(int classCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        _classes = [.. Enumerable.Range(1, classCount - 1).Select(label => new CocoClass(label))];
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
        foreach (var groundTruth in groundTruths) ClassOf(groundTruth.Label, nameof(groundTruths)).Add(image, groundTruth);
        foreach (var detection in detections)
        {
            var ofClass = ClassOf(detection.Label, nameof(detections));
            if (float.IsNaN(detection.Score)) throw new ArgumentException("The score is NaN.", nameof(detections));
            ofClass.Add(image, detection);
        }

        return image;
    }

    /// <summary>Evaluates all that was added so far.</summary>
    public CocoResult Evaluate()
    {
        var results = new CocoClassResult[_classes.Length];

        // Classes do not depend on each other.
        Parallel.For(0, results.Length, i => results[i] = _classes[i].Evaluate());
        return new CocoResult(results);
    }

    private CocoClass ClassOf(int label, string parameter) => label >= 1 && label <= _classes.Length
        ? _classes[label - 1]
        : throw new ArgumentException($"Label {label} is no class: 1..{_classes.Length}.", parameter);
}
