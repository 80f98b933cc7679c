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
    private readonly List<(int Image, VocGroundTruth Object)> _groundTruths = [];
    private readonly List<(int Image, Detection Detection)> _detections = [];
    private readonly int _classCount;
    private readonly VocOptions _options;

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

        _classCount = classCount;
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
        CheckLabel(groundTruth.Label);
        _groundTruths.Add((image, groundTruth));
    }

    /// <summary>Adds a detection to an image added before.</summary>
    /// <param name="image">The image's number.</param>
    /// <param name="detection">The detection.</param>
    /// <exception cref="ArgumentException">There is no such image, the label is no class, or the score is NaN.</exception>
    public void AddDetection(int image, Detection detection)
    {
        CheckImage(image);
        CheckLabel(detection.Label);
        if (float.IsNaN(detection.Score)) throw new ArgumentException("The score is NaN.", nameof(detection));
        _detections.Add((image, detection));
    }

    /// <summary>Evaluates all that was added so far.</summary>
    public VocResult Evaluate()
    {
        var groundTruths = Group.By(_groundTruths, x => x.Object.Label, _classCount);
        var detections = Group.By(_detections, x => x.Detection.Label, _classCount);
        var results = new VocClassResult[_classCount - 1];

        // Classes do not depend on each other.
        Parallel.For(1, _classCount, label => results[label - 1] = EvaluateClass(label, groundTruths[label].Span, detections[label].Span));
        return new VocResult(results);
    }

    private VocClassResult EvaluateClass(int label, ReadOnlySpan<int> groundTruths, ReadOnlySpan<int> detections)
    {
        // What a detection looks at does not depend on the others, so that it is found in the order in which the images lie in memory.
        var byImage = Group.By(groundTruths, g => _groundTruths[g].Image, ImageCount);
        var scores = new float[detections.Length];
        var ious = new double[detections.Length];
        var looksAt = new int[detections.Length];
        for (var i = 0; i < detections.Length; i++)
        {
            var (image, detection) = _detections[detections[i]];
            scores[i] = detection.Score;
            (ious[i], looksAt[i]) = LookAt(detection.Box, byImage[image].Span);
        }

        var positives = 0;
        foreach (var g in groundTruths) positives += Ignored(g) ? 0 : 1;
        var found = new HashSet<int>(positives);
        var order = ScoreOrder.Descending(scores);
        var curve = new Curve(order.Length, positives);
        for (var d = 0; d < order.Length; d++)
        {
            var best = looksAt[order[d]];
            curve.MaxIou[d] = ious[order[d]];
            curve.MatchedGroundTruth[d] = best;
            if (best < 0) curve.AddFalse(d);
            else if (Ignored(best)) curve.AddIgnored(d);
            else if (found.Add(best)) curve.AddTrue(d);
            else curve.AddFalse(d);
        }

        for (var d = 0; d < order.Length; d++) order[d] = detections[order[d]];
        return curve.ToResult(label, groundTruths.Length, order);
    }

    private bool Ignored(int groundTruth)
    {
        var truth = _groundTruths[groundTruth].Object;
        return truth.Crowd || (truth.Difficult && !_options.UseDifficult);
    }

    // The highest IoU with a single object, and what the detection finds, or -1.
    private (double Iou, int GroundTruth) LookAt(Box box, ReadOnlySpan<int> candidates)
    {
        var (highest, best) = (0.0, -1);
        var (inside, crowd) = (0.0, -1);
        foreach (var g in candidates)
        {
            var truth = _groundTruths[g].Object;
            var overlap = truth.Crowd
                ? PixelIou.PartInside(box, truth.Box, _options.BoxConvention)
                : PixelIou.Compute(box, truth.Box, _options.BoxConvention);
            if (truth.Crowd && overlap > inside) (inside, crowd) = (overlap, g);
            else if (!truth.Crowd && overlap > highest) (highest, best) = (overlap, g);
        }

        if (highest >= _options.IouThreshold) return (highest, best);
        return (highest, inside >= _options.IouThreshold ? crowd : -1);
    }

    private void CheckImage(int image)
    {
        if (image >= 0 && image < ImageCount) return;
        throw new ArgumentException($"There is no image {image}: {ImageCount} were added.", nameof(image));
    }

    private void CheckLabel(int label)
    {
        if (label >= 1 && label < _classCount) return;
        throw new ArgumentException($"Label {label} is no class: 1..{_classCount - 1}.", nameof(label));
    }
}
