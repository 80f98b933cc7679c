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
    private readonly IMatcher _matcher = options.Rule == MultiBoxRule.Torchvision
        ? new PerPredictionMatcher(options.MatchIou)
        : new BipartiteMatcher(options.MatchIou);

    private readonly BoxRegression _regression = new(options.BoxLoss, context.BoxCoder);

    /// <inheritdoc/>
    public override LossTerms Compute(HeadOutput predictions, IReadOnlyList<GroundTruth> groundTruths)
    {
        var targets = BatchTargets.Of(_matcher, context, predictions, groundTruths);
        using var scope = NewDisposeScope();
        var logits = predictions.Logits;
        var shape = new long[] { logits.shape[0], logits.shape[1] };
        var labels = tensor(targets.Labels, shape).to(logits.device);
        var positive = labels > 0;
        var crossEntropy = functional.cross_entropy(logits.view(-1, logits.shape[2]), labels.view(-1), reduction: Reduction.None).view(shape);
        var weights = positive.to(crossEntropy.dtype) + MineNegatives(crossEntropy, logits, positive, targets).to(crossEntropy.dtype);
        var residuals = _regression.Compute(predictions.Offsets, targets);

        // torchvision divides both terms by the positives; MXNet each by its own entries: the labels that are not ignored, and the
        // coordinates whose loss is not exactly 0. A box is one entry to IoU losses, which MXNet does not have: the positives again.
        var torchvision = options.Rule == MultiBoxRule.Torchvision;
        var byPositives = torchvision || options.BoxLoss != BoxLoss.SmoothL1;
        var positives = Math.Max(1, targets.Positives.Length);
        var classification = (crossEntropy * weights).sum();
        var localization = residuals.sum() * options.LocalizationWeight;
        return new LossTerms(
            (torchvision ? classification / positives : classification / weights.sum().clamp_min(1)).MoveToOuterDisposeScope(),
            (byPositives ? localization / positives : localization / (residuals.detach() > 0).sum().clamp_min(1)).MoveToOuterDisposeScope(),
            targets.Positives.Length);
    }

    /// <summary>
    /// Which default boxes are mined as negatives: in each image the ones that are most wrong about the background.
    /// </summary>
    /// <param name="difficulty"><c>[N, A]</c>: the higher, the sooner mined.</param>
    /// <param name="counts"><c>[N]</c>: how many of each image.</param>
    /// <returns><c>[N, A]</c> bool.</returns>
    internal static Tensor Mine(Tensor difficulty, Tensor counts)
    {
        using var scope = NewDisposeScope();
        var (_, order) = difficulty.sort(1, descending: true, stable: true);
        var rank = zeros_like(order).scatter_(1, order, arange(order.shape[1], device: order.device).expand_as(order));
        return (rank < counts.unsqueeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Which default boxes of a batch are negatives.</summary>
    /// <param name="crossEntropy"><c>[N, A]</c>.</param>
    /// <param name="logits"><c>[N, A, C]</c>.</param>
    /// <param name="positive"><c>[N, A]</c>: the matched default boxes.</param>
    /// <param name="targets">The batch's targets.</param>
    /// <returns><c>[N, A]</c> bool.</returns>
    internal Tensor MineNegatives(Tensor crossEntropy, Tensor logits, Tensor positive, BatchTargets targets) =>
        options.Rule == MultiBoxRule.Torchvision ? MineByCrossEntropy(crossEntropy, positive, targets) : MineByBackground(logits, targets);

    // The 3 x positives default boxes of the highest cross-entropy in each image. As in torchvision, where an image has fewer negatives
    // than that, positives are taken too, and so count twice.
    private Tensor MineByCrossEntropy(Tensor crossEntropy, Tensor positive, BatchTargets targets)
    {
        using var scope = NewDisposeScope();
        var counts = tensor(targets.PositivesPerImage.Select(count => (long)(options.NegativeRatio * count)).ToArray()).to(positive.device);
        return Mine(crossEntropy.detach().masked_fill(positive, float.NegativeInfinity), counts).MoveToOuterDisposeScope();
    }

    // The candidates of the lowest background probability in each image. An image without ground truth has neither positives nor
    // negatives: all its default boxes are ignored.
    private Tensor MineByBackground(Tensor logits, BatchTargets targets)
    {
        using var scope = NewDisposeScope();
        var candidates = new bool[targets.Labels.Length];
        for (var i = 0; i < candidates.Length; i++) candidates[i] = targets.Matches[i] < 0 && targets.BestIou[i] < options.MiningIou;
        var wanted = targets.PositivesPerImage
            .Select(count => count == 0 ? 0 : Math.Min(Math.Max((long)(options.NegativeRatio * count), options.MinimumNegatives), logits.shape[1] - count));
        var candidate = tensor(candidates, [logits.shape[0], logits.shape[1]]).to(logits.device);
        var background = functional.log_softmax(logits.detach(), -1).select(2, 0);
        var mined = Mine((-background).masked_fill(~candidate, float.NegativeInfinity), tensor(wanted.ToArray()).to(logits.device));
        return (mined & candidate).MoveToOuterDisposeScope();
    }
}
