using MultiBox.Boxes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Plugins.Loss;

/// <summary>The localisation loss of the matched default boxes.</summary>
/// <param name="loss">What it compares.</param>
/// <param name="coder">The coder of the offsets.</param>
internal sealed class BoxRegression(BoxLoss loss, BoxCoder coder)
{
    // The bound of a coder that has none: larger boxes, of untrained networks, would be infinite in area.
    private const float LargestLogSize = 20;

    // In the frame 0..1: narrower than any pixel, and yet an area that a float can divide by.
    private const double SmallestSide = 1e-7;

    /// <summary>R, the numbers that the loss needs of each matched default box.</summary>
    public int RowLength => loss == BoxLoss.SmoothL1 ? 4 : 8;

    /// <summary>Writes what the loss needs of a matched default box.</summary>
    /// <param name="groundTruth">The ground truth that it matches, in 0..1.</param>
    /// <param name="defaultBox">The default box, in 0..1.</param>
    /// <param name="row">
    /// Receives the encoded offsets, or with GIoU and CIoU the default box (cx, cy, w, h) and the ground truth (x1, y1, x2, y2).
    /// </param>
    public void WriteRow(Box groundTruth, Box defaultBox, Span<float> row)
    {
        if (loss == BoxLoss.SmoothL1)
        {
            (row[0], row[1], row[2], row[3]) = coder.Encode(groundTruth, defaultBox);
            return;
        }

        (row[0], row[1], row[2], row[3]) = defaultBox.ToCenter();
        (row[4], row[5], row[6], row[7]) = groundTruth;
    }

    /// <summary>The losses before they are added up and divided.</summary>
    /// <param name="offsets"><c>[N, A, 4]</c>.</param>
    /// <param name="targets">The batch's targets.</param>
    /// <returns><c>[P, 4]</c>, a loss for each offset of the matched default boxes, or with GIoU and CIoU <c>[P]</c>, one for each box.</returns>
    public Tensor Compute(Tensor offsets, DeviceTargets targets)
    {
        using var scope = NewDisposeScope();
        var matched = offsets.reshape(-1, 4).gather(0, targets.Positives.unsqueeze(1).expand(-1, 4));
        var losses = loss switch
        {
            BoxLoss.Giou => 1 - OverlapMeasures.Generalized(Decode(matched, Columns(0)), Columns(4)),
            BoxLoss.Ciou => 1 - OverlapMeasures.Complete(Decode(matched, Columns(0)), Columns(4)),
            _ => functional.smooth_l1_loss(matched, targets.Rows, Reduction.None),
        };
        return losses.MoveToOuterDisposeScope();

        Tensor Columns(int first) => targets.Rows.narrow(1, first, 4);
    }

    /// <summary>Decodes as <see cref="BoxCoder.Decode"/> does, with gradients.</summary>
    /// <param name="offsets"><c>[P, 4]</c>.</param>
    /// <param name="defaultBoxes"><c>[P, 4]</c> (cx, cy, w, h), in 0..1.</param>
    /// <returns><c>[P, 4]</c> (x1, y1, x2, y2), in 0..1, not clipped; no side is shorter than <see cref="SmallestSide"/>.</returns>
    internal Tensor Decode(Tensor offsets, Tensor defaultBoxes)
    {
        using var scope = NewDisposeScope();
        var v = coder.Variances;
        var sides = defaultBoxes.narrow(1, 2, 2);
        var centers = (Scaled(0, v.Cx, v.Cy) * sides) + defaultBoxes.narrow(1, 0, 2);
        var halves = (Scaled(2, v.Width, v.Height).clamp_max(coder.MaxLogSize ?? LargestLogSize).exp() * sides).clamp_min(SmallestSide) / 2;
        return cat([centers - halves, centers + halves], 1).MoveToOuterDisposeScope();

        // Column by column: a tensor of the variances would have to be copied to the device.
        Tensor Scaled(int column, float first, float second) => cat([offsets.narrow(1, column, 1) * first, offsets.narrow(1, column + 1, 1) * second], 1);
    }
}
