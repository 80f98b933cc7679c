using MultiBox.Abstractions;
using MultiBox.Boxes;

namespace MultiBox.Plugins.Loss;

/// <summary>Matches and encodes the ground truths of batches, the images of a batch side by side. Serves several threads.</summary>
/// <param name="matcher">Decides which ground truth each default box predicts.</param>
/// <param name="context">Default boxes of the network.</param>
/// <param name="regression">What the localisation term needs.</param>
/// <param name="ignoreFrom">The IoU from which default boxes that match nothing are ignored; null for none.</param>
internal sealed class TargetEncoder(IMatcher matcher, LossContext context, BoxRegression regression, float? ignoreFrom)
{
    private readonly DefaultBoxSearch _search = new(context.DefaultBoxes.Corners);

    /// <summary>What the localisation term is computed with.</summary>
    public BoxRegression Regression { get; } = regression;

    /// <summary>The targets of a batch.</summary>
    /// <param name="predictions">What is to be compared with them.</param>
    /// <param name="groundTruths">The batch's ground truths.</param>
    /// <exception cref="ArgumentException">The predictions are for another number of images or of default boxes.</exception>
    public BatchTargets Encode(HeadOutput predictions, IReadOnlyList<GroundTruth> groundTruths)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(groundTruths);
        var shape = predictions.Logits.shape;
        if (shape[0] != groundTruths.Count || shape[1] != context.DefaultBoxes.Count)
        {
            throw new ArgumentException(
                $"Predictions for {shape[0]} images x {shape[1]} default boxes, but there are {groundTruths.Count} ground truths and {context.DefaultBoxes.Count} default boxes.",
                nameof(predictions));
        }

        return Encode(groundTruths);
    }

    /// <summary>The targets of a batch.</summary>
    /// <param name="groundTruths">The batch's ground truths.</param>
    public BatchTargets Encode(IReadOnlyList<GroundTruth> groundTruths)
    {
        var images = new ImageTargets[groundTruths.Count];
        if (images.Length == 1) images[0] = Encode(groundTruths[0]);
        else Parallel.For(0, images.Length, n => images[n] = Encode(groundTruths[n]));
        return new BatchTargets(images, context.DefaultBoxes.Count, Regression.RowLength);
    }

    private ImageTargets Encode(GroundTruth groundTruth)
    {
        var (boxes, labels) = groundTruth;
        var match = matcher.Match(_search, [.. boxes], ignoreFrom);
        var targets = new ImageTargets(match, new int[match.DefaultBoxes.Length], new float[match.DefaultBoxes.Length * Regression.RowLength]);
        for (var p = 0; p < targets.Labels.Length; p++)
        {
            var truth = match.GroundTruths[p];
            targets.Labels[p] = labels[truth];
            Regression.WriteRow(boxes[truth], context.DefaultBoxes.Corners[match.DefaultBoxes[p]], targets.Rows.AsSpan(p * Regression.RowLength));
        }

        return targets;
    }
}
