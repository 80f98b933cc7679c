using MultiBox.Abstractions;
using MultiBox.Boxes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.Loss;

/// <summary>
/// The MultiBox objective with hard negative mining (SSD, arXiv:1512.02325, sec. 2.2): softmax cross-entropy over the classes plus
/// a regression of the matched default boxes, smooth-L1 over their encoded offsets unless another is chosen.
/// </summary>
/// <param name="options">Rule and thresholds.</param>
/// <param name="context">Default boxes, coder and classes of the network.</param>
public sealed class MultiBoxLoss(MultiBoxLossOptions options, LossContext context) : DetectionLoss
{
    private readonly TargetEncoder _encoder = new(
        Torchvision(options) ? new PerPredictionMatcher(options.MatchIou) : new BipartiteMatcher(options.MatchIou),
        context,
        new BoxRegression(options.BoxLoss, context.BoxCoder),
        Torchvision(options) ? null : options.MiningIou);

    /// <inheritdoc/>
    public override LossTerms Compute(HeadOutput predictions, IReadOnlyList<GroundTruth> groundTruths)
    {
        var targets = _encoder.Encode(predictions, groundTruths);
        using var scope = NewDisposeScope();
        var logits = predictions.Logits;
        var negatives = NegativesOf(targets);
        var onDevice = targets.To(logits.device, negatives);
        var crossEntropy = CrossEntropy(logits, onDevice);
        var weights = Mine(crossEntropy, onDevice, negatives.Max()).to(crossEntropy.dtype);
        weights.view(-1).index_add_(0, onDevice.Positives, ones_like(onDevice.Positives, crossEntropy.dtype), 1);
        var residuals = _encoder.Regression.Compute(predictions.Offsets, onDevice);

        // torchvision divides both terms by the positives; MXNet each by its own entries: the labels that are not ignored, and the
        // coordinates whose loss is not exactly 0. A box is one entry to IoU losses, which MXNet does not have: the positives again.
        var byPositives = Torchvision(options) || options.BoxLoss != BoxLoss.SmoothL1;
        var positives = Math.Max(1, targets.Positives);
        var classification = (crossEntropy * weights).sum();
        var localization = residuals.sum() * options.LocalizationWeight;
        return new LossTerms(
            (Torchvision(options) ? classification / positives : classification / weights.sum().clamp_min(1)).MoveToOuterDisposeScope(),
            (byPositives ? localization / positives : localization / (residuals.detach() > 0).sum().clamp_min(1)).MoveToOuterDisposeScope(),
            targets.Positives);
    }

    /// <summary>The cross-entropy of each default box, that of the background where nothing is matched.</summary>
    /// <param name="logits"><c>[N, A, C]</c>.</param>
    /// <param name="targets">The batch's targets.</param>
    /// <returns><c>[N, A]</c>.</returns>
    internal static Tensor CrossEntropy(Tensor logits, DeviceTargets targets)
    {
        using var scope = NewDisposeScope();
        var (images, defaultBoxes, classes) = (logits.shape[0], logits.shape[1], logits.shape[2]);
        var labels = zeros([images * defaultBoxes], ScalarType.Int64, logits.device).scatter_(0, targets.Positives, targets.Labels);
        return functional.cross_entropy(logits.reshape(-1, classes), labels, reduction: Reduction.None).view(images, defaultBoxes).MoveToOuterDisposeScope();
    }

    /// <summary>How many negatives are to be mined in each image of a batch.</summary>
    /// <param name="targets">The batch's targets.</param>
    internal int[] NegativesOf(BatchTargets targets) => [.. targets.Images.Select(image => Negatives(image.Labels.Length))];

    /// <summary>
    /// Which default boxes of a batch are negatives: in each image those of the highest cross-entropy, which are most wrong about the
    /// background, the first ones on a tie. Nothing is read back.
    /// </summary>
    /// <param name="crossEntropy"><c>[N, A]</c>.</param>
    /// <param name="targets">The batch's targets.</param>
    /// <param name="most">The largest number of negatives to be mined in an image.</param>
    /// <returns><c>[N, A]</c> bool.</returns>
    internal Tensor Mine(Tensor crossEntropy, DeviceTargets targets, int most)
    {
        using var scope = NewDisposeScope();
        if (most == 0) return zeros_like(crossEntropy, ScalarType.Bool).MoveToOuterDisposeScope();
        var difficulty = crossEntropy.detach().clone();
        difficulty.view(-1).index_fill_(0, targets.Positives, float.NegativeInfinity).index_fill_(0, targets.Ignored, float.NegativeInfinity);

        // The last one to be mined in each image tells the others: all above it, and of its equals as many as are still missing. That is
        // far less work than sorting.
        var counts = targets.Negatives.unsqueeze(1);
        var last = difficulty.topk(most, 1).values.gather(1, (counts - 1).clamp_min(0));
        var above = difficulty > last;
        var equal = difficulty == last;
        var missing = counts - above.sum(1, keepdim: true);
        var mined = (above | (equal & (equal.cumsum(1) <= missing))) & (counts > 0);

        // As in torchvision, where an image has fewer negatives than wanted positives are taken too, and so count twice.
        return (Torchvision(options) ? mined : mined & (difficulty > float.NegativeInfinity)).MoveToOuterDisposeScope();
    }

    private static bool Torchvision(MultiBoxLossOptions options) => options.Rule == MultiBoxRule.Torchvision;

    // With MXNet's rule an image without ground truth has neither positives nor negatives: all its default boxes are ignored.
    private int Negatives(int positives)
    {
        // torchvision takes all ranks below the product, MXNet cuts it off.
        var product = options.NegativeRatio * positives;
        var most = context.DefaultBoxes.Count;
        if (Torchvision(options)) return (int)Math.Min(MathF.Ceiling(product), most);
        return positives == 0 ? 0 : (int)Math.Min(Math.Max(MathF.Floor(product), options.MinimumNegatives), most - positives);
    }
}
