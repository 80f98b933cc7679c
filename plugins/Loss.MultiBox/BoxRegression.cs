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

    /// <summary>The losses before they are added up and divided.</summary>
    /// <param name="offsets"><c>[N, A, 4]</c>.</param>
    /// <param name="targets">The batch's targets.</param>
    /// <returns><c>[P, 4]</c>, a loss for each offset of the matched default boxes, or with GIoU and CIoU <c>[P]</c>, one for each box.</returns>
    public Tensor Compute(Tensor offsets, BatchTargets targets)
    {
        using var scope = NewDisposeScope();
        var matched = offsets.view(-1, 4).index_select(0, tensor(targets.Positives).to(offsets.device));
        var losses = loss switch
        {
            BoxLoss.Giou => 1 - OverlapMeasures.Generalized(Decode(matched, Rows(targets.DefaultBoxes)), Rows(targets.Boxes)),
            BoxLoss.Ciou => 1 - OverlapMeasures.Complete(Decode(matched, Rows(targets.DefaultBoxes)), Rows(targets.Boxes)),
            _ => functional.smooth_l1_loss(matched, Rows(targets.Offsets), Reduction.None),
        };
        return losses.MoveToOuterDisposeScope();

        Tensor Rows(float[] values) => tensor(values, [values.Length / 4, 4]).to(offsets.device);
    }

    /// <summary>Decodes as <see cref="BoxCoder.Decode"/> does, with gradients.</summary>
    /// <param name="offsets"><c>[P, 4]</c>.</param>
    /// <param name="defaultBoxes"><c>[P, 4]</c> (cx, cy, w, h), in 0..1.</param>
    /// <returns><c>[P, 4]</c> (x1, y1, x2, y2), in 0..1, not clipped; no side is shorter than <see cref="SmallestSide"/>.</returns>
    internal Tensor Decode(Tensor offsets, Tensor defaultBoxes)
    {
        using var scope = NewDisposeScope();
        var v = coder.Variances;
        var scaled = offsets * tensor(new[] { v.Cx, v.Cy, v.Width, v.Height }).to(offsets.device);
        var sides = defaultBoxes.narrow(1, 2, 2);
        var centers = (scaled.narrow(1, 0, 2) * sides) + defaultBoxes.narrow(1, 0, 2);
        var halves = (scaled.narrow(1, 2, 2).clamp_max(coder.MaxLogSize ?? LargestLogSize).exp() * sides).clamp_min(SmallestSide) / 2;
        return cat([centers - halves, centers + halves], 1).MoveToOuterDisposeScope();
    }
}
