using System.Runtime.InteropServices;
using MultiBox.Boxes;

namespace MultiBox.Evaluation;

/// <summary>The ground truths and detections of one class, and their evaluation.</summary>
/// <param name="label">The class.</param>
internal sealed class VocClass(int label)
{
    // A class's own lie side by side in memory, so that evaluating it reads nothing else.
    private readonly List<Truth> _truths = [];
    private readonly List<Found> _detections = [];

    /// <summary>Adds a ground truth.</summary>
    /// <param name="image">Its image.</param>
    /// <param name="number">Its place in the order of all classes' ground truths.</param>
    /// <param name="groundTruth">The annotated object.</param>
    public void Add(int image, int number, VocGroundTruth groundTruth) => _truths.Add(new Truth(image, number, groundTruth));

    /// <summary>Adds a detection.</summary>
    /// <param name="image">Its image.</param>
    /// <param name="number">Its place in the order of all classes' detections.</param>
    /// <param name="detection">The detection.</param>
    public void Add(int image, int number, Detection detection) => _detections.Add(new Found(image, number, detection.Score, detection.Box));

    /// <summary>Evaluates what was added so far.</summary>
    /// <param name="imageCount">The number of images.</param>
    /// <param name="options">How to count.</param>
    public VocClassResult Evaluate(int imageCount, VocOptions options)
    {
        var truths = CollectionsMarshal.AsSpan(_truths);
        var detections = CollectionsMarshal.AsSpan(_detections);
        var byImage = Group.By(_truths, truth => truth.Image, imageCount);

        // What a detection looks at does not depend on the others, so that it is found in the order of memory.
        var scores = new float[detections.Length];
        var looks = new Look[detections.Length];
        for (var i = 0; i < detections.Length; i++)
        {
            scores[i] = detections[i].Score;
            looks[i] = LookAt(detections[i].Box, byImage[detections[i].Image], truths, options);
        }

        var positives = 0;
        foreach (ref readonly var truth in truths) positives += Ignored(truth, options) ? 0 : 1;
        var taken = new bool[truths.Length];
        var order = ScoreOrder.Descending(scores);
        var curve = new Curve(order.Length, positives);
        for (var d = 0; d < order.Length; d++)
        {
            var (iou, best) = looks[order[d]];
            curve.MaxIou[d] = iou;
            curve.MatchedGroundTruth[d] = best < 0 ? -1 : truths[best].Number;
            order[d] = detections[order[d]].Number;
            if (best < 0)
            {
                curve.AddFalse(d);
            }
            else if (Ignored(truths[best], options))
            {
                curve.AddIgnored(d);
            }
            else if (taken[best])
            {
                curve.AddFalse(d);
            }
            else
            {
                taken[best] = true;
                curve.AddTrue(d);
            }
        }

        return curve.ToResult(label, truths.Length, order);
    }

    private static bool Ignored(in Truth truth, VocOptions options) =>
        truth.Object.Crowd || (truth.Object.Difficult && !options.UseDifficult);

    // The highest IoU with a single object, and what the detection finds, or -1.
    private static Look LookAt(Box box, ReadOnlySpan<int> candidates, ReadOnlySpan<Truth> truths, VocOptions options)
    {
        var (highest, best) = (0.0, -1);
        var (inside, crowd) = (0.0, -1);
        foreach (var g in candidates)
        {
            ref readonly var truth = ref truths[g].Object;
            var overlap = truth.Crowd
                ? PixelIou.PartInside(box, truth.Box, options.BoxConvention)
                : PixelIou.Compute(box, truth.Box, options.BoxConvention);
            if (truth.Crowd && overlap > inside) (inside, crowd) = (overlap, g);
            else if (!truth.Crowd && overlap > highest) (highest, best) = (overlap, g);
        }

        if (highest >= options.IouThreshold) return new Look(highest, best);
        return new Look(highest, inside >= options.IouThreshold ? crowd : -1);
    }

    private readonly struct Truth(int image, int number, VocGroundTruth item)
    {
        public readonly VocGroundTruth Object = item;
        public readonly int Image = image;
        public readonly int Number = number;
    }

    private readonly record struct Found(int Image, int Number, float Score, Box Box);

    private readonly record struct Look(double Iou, int GroundTruth);
}
