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
    private readonly IMatcher _matcher = new PerPredictionMatcher(options.MatchIou);
    private readonly BoxRegression _regression = new(options.BoxLoss, context.BoxCoder);

    /// <inheritdoc/>
    public override LossTerms Compute(HeadOutput predictions, IReadOnlyList<GroundTruth> groundTruths)
    {
        var targets = BatchTargets.Of(_matcher, context, predictions, groundTruths);
        using var scope = NewDisposeScope();
        var positives = Math.Max(1, targets.Positives.Length);
        return new LossTerms(
            (Classification(predictions.Logits, targets) / positives).MoveToOuterDisposeScope(),
            (_regression.Compute(predictions.Offsets, targets).sum() * options.LocalizationWeight / positives).MoveToOuterDisposeScope(),
            targets.Positives.Length);
    }

    // The sum over all classes but the background of all default boxes that are not ignored.
    private Tensor Classification(Tensor logits, BatchTargets targets)
    {
        var classes = context.ClassCount - 1;
        var scores = logits.narrow(2, 1, classes).reshape(-1, classes);
        var answers = zeros_like(scores);
        answers.view(-1).index_fill_(0, tensor(targets.Positives.Select(i => (i * classes) + targets.Labels[i] - 1).ToArray()).to(logits.device), 1);

        // p_t is the sigmoid of the logit for a yes and of its negative for a no. In logarithms nothing overflows, and the gradient is
        // finite for any gamma.
        var agreeing = scores * ((answers * 2) - 1);
        var logP = functional.logsigmoid(agreeing);
        var losses = -logP * ((logP - agreeing) * options.Gamma).exp() * ((answers * ((2 * options.Alpha) - 1)) + (1 - options.Alpha));
        return Ignored(targets) is { Length: > 0 } ignored ? losses.index_fill(0, tensor(ignored).to(logits.device), 0).sum() : losses.sum();
    }

    // Flat indices of the unmatched default boxes that overlap too much to be background.
    private long[] Ignored(BatchTargets targets)
    {
        if (options.BackgroundIou is not { } background) return [];
        return [.. Enumerable.Range(0, targets.Matches.Length).Where(i => targets.Matches[i] < 0 && targets.BestIou[i] >= background).Select(i => (long)i)];
    }
}
