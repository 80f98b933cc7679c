using MultiBox.Abstractions;
using MultiBox.Boxes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.Loss;

/// <summary>
/// The objective of RetinaNet (arXiv:1708.02002, sec. 3.2 and 4): each class of each default box is a yes or no of its own, and the
/// focal loss -alpha_t (1 - p_t)^gamma ln(p_t) takes so much weight from what is predicted well that all default boxes can count: there
/// is no mining. Both terms are divided by the positives of the batch.
/// </summary>
/// <param name="options">Weights and thresholds.</param>
/// <param name="context">Default boxes, coder and classes of the network.</param>
public sealed class FocalLoss(FocalLossOptions options, LossContext context) : DetectionLoss
{
    private readonly TargetEncoder _encoder = new(
        new PerPredictionMatcher(options.MatchIou), context, new BoxRegression(options.BoxLoss, context.BoxCoder), options.BackgroundIou);

    /// <inheritdoc/>
    public override LossTerms Compute(HeadOutput predictions, IReadOnlyList<GroundTruth> groundTruths)
    {
        var targets = _encoder.Encode(predictions, groundTruths);
        using var scope = NewDisposeScope();
        var onDevice = targets.To(predictions.Logits.device, negatives: []);
        var positives = Math.Max(1, targets.Positives);
        return new LossTerms(
            (Classification(predictions.Logits, onDevice) / positives).MoveToOuterDisposeScope(),
            (_encoder.Regression.Compute(predictions.Offsets, onDevice).sum() * options.LocalizationWeight / positives).MoveToOuterDisposeScope(),
            targets.Positives);
    }

    // The sum over all classes but the background of all default boxes that are not ignored.
    private Tensor Classification(Tensor logits, DeviceTargets targets)
    {
        var classes = context.ClassCount - 1;
        var scores = logits.narrow(2, 1, classes).reshape(-1, classes);
        var answers = zeros_like(scores);
        answers.view(-1).index_fill_(0, (targets.Positives * classes) + targets.Labels - 1, 1);

        // p_t is the sigmoid of the logit for a yes and of its negative for a no. In logarithms nothing overflows, and the gradient is
        // finite for any gamma.
        var agreeing = scores * ((answers * 2) - 1);
        var logP = -functional.softplus(-agreeing);
        var losses = -logP * ((logP - agreeing) * options.Gamma).exp() * ((answers * ((2 * options.Alpha) - 1)) + (1 - options.Alpha));
        return options.BackgroundIou is null ? losses.sum() : losses.index_fill(0, targets.Ignored, 0).sum();
    }
}
