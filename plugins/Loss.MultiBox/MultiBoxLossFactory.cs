using MultiBox.Abstractions;

namespace MultiBox.Plugins.Loss;

/// <summary>Softmax cross-entropy with hard negative mining plus a box regression.</summary>
[Plugin("multibox", "SSD's objective: softmax with hard negative mining plus smooth-L1, GIoU or CIoU.")]
public sealed class MultiBoxLossFactory : LossFactory<MultiBoxLossOptions>
{
    /// <inheritdoc/>
    public override DetectionLoss Create(MultiBoxLossOptions options, LossContext context) => new MultiBoxLoss(options, context);
}
