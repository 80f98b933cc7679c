using MultiBox.Boxes;

namespace MultiBox.Evaluation;

/// <summary>
/// Average precision by the rules of the PASCAL VOC development kit. A detection looks only at the ground truth of its class that it
/// overlaps most: below the threshold it is false; on a difficult one it does not count; on one already found it is false.
/// Crowds, which VOC does not have, are looked at last: a detection below the threshold does not count either when at least that
/// part of it lies in a crowd. Add the images, then call <see cref="Evaluate"/>. One thread at a time.
/// </summary>
public sealed class VocEvaluator
{
    private readonly VocClass[] _classes;
    private readonly VocOptions _options;
    private int _groundTruthCount;
    private int _detectionCount;

    /// <summary>Begins an evaluation.</summary>
    /// <param name="classCount">C, the number of classes with the background.</param>
    /// <param name="options">How to count; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than two classes, or the threshold is not above 0 and up to 1.</exception>
    public VocEvaluator(int classCount, VocOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 2);
        _options = options ?? new VocOptions();
        if (!(_options.IouThreshold > 0 && _options.IouThreshold <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), _options.IouThreshold, "The IoU threshold is above 0 and up to 1.");
        }

        _classes = [.. Enumerable.Range(1, classCount - 1).Select(label => new VocClass(label))];
    }

    /// <summary>The number of images added.</summary>
    public int ImageCount { get; private set; }

    /// <summary>Adds an image with its ground truths and detections; both may be empty.</summary>
    /// <param name="groundTruths">Its annotated objects.</param>
    /// <param name="detections">What was detected in it, in the same frame.</param>
    /// <returns>The image's number, from 0.</returns>
    /// <exception cref="ArgumentException">A label is no class of the evaluation, or a score is NaN.</exception>
    public int AddImage(IEnumerable<VocGroundTruth> groundTruths, IEnumerable<Detection> detections)
    {
        ArgumentNullException.ThrowIfNull(groundTruths);
        ArgumentNullException.ThrowIfNull(detections);
        var image = ImageCount++;
        foreach (var groundTruth in groundTruths) AddGroundTruth(image, groundTruth);
        foreach (var detection in detections) AddDetection(image, detection);
        return image;
    }

    /// <summary>Adds a ground truth to an image added before.</summary>
    /// <param name="image">The image's number.</param>
    /// <param name="groundTruth">The annotated object.</param>
    /// <exception cref="ArgumentException">There is no such image, or the label is no class of the evaluation.</exception>
    public void AddGroundTruth(int image, VocGroundTruth groundTruth)
    {
        CheckImage(image);
        ClassOf(groundTruth.Label).Add(image, _groundTruthCount++, groundTruth);
    }

    /// <summary>Adds a detection to an image added before.</summary>
    /// <param name="image">The image's number.</param>
    /// <param name="detection">The detection.</param>
    /// <exception cref="ArgumentException">There is no such image, the label is no class, or the score is NaN.</exception>
    public void AddDetection(int image, Detection detection)
    {
        CheckImage(image);
        var ofClass = ClassOf(detection.Label);
        if (float.IsNaN(detection.Score)) throw new ArgumentException("The score is NaN.", nameof(detection));
        ofClass.Add(image, _detectionCount++, detection);
    }

    /// <summary>Evaluates all that was added so far.</summary>
    public VocResult Evaluate()
    {
        var results = new VocClassResult[_classes.Length];

        // Classes do not depend on each other.
        Parallel.For(0, results.Length, i => results[i] = _classes[i].Evaluate(ImageCount, _options));
        return new VocResult(results);
    }

    private void CheckImage(int image)
    {
        if (image >= 0 && image < ImageCount) return;
        throw new ArgumentException($"There is no image {image}: {ImageCount} were added.", nameof(image));
    }

    private VocClass ClassOf(int label) => label >= 1 && label <= _classes.Length
        ? _classes[label - 1]
        : throw new ArgumentException($"Label {label} is no class: 1..{_classes.Length}.", nameof(label));
}
