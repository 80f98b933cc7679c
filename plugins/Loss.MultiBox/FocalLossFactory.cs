using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Plugins.Loss;

/// <summary>The focal loss over all default boxes plus a box regression.</summary>
[Plugin("focal", "RetinaNet's objective: sigmoid focal loss over all default boxes plus smooth-L1, GIoU or CIoU.")]
public sealed class FocalLossFactory : LossFactory<FocalLossOptions>
{
    /// <inheritdoc/>
    public override DetectionLoss Create(FocalLossOptions options, LossContext context) => new FocalLoss(options, context);

    /// <inheritdoc/>
    public override ClassScores DescribeScores(FocalLossOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ClassScores { Activation = ScoreActivation.Sigmoid, Prior = options.Prior };
    }
}
