namespace MultiBox.Abstractions;

/// <summary>The training objective: matches ground truths to default boxes and compares them with the predictions.</summary>
public abstract class DetectionLoss
{
    /// <summary>Computes the loss of a batch; gradients flow to <paramref name="predictions"/>.</summary>
    /// <param name="predictions">The head's output for N images.</param>
    /// <param name="groundTruths">N entries, one for each image.</param>
    /// <returns>The terms; the caller owns the tensors.</returns>
    public abstract LossTerms Compute(HeadOutput predictions, IReadOnlyList<GroundTruth> groundTruths);
}
