namespace MultiBox.TorchScript;

/// <summary>
/// Puts factors and summands of channels into the convolution before them; or into the one behind them, where it is the only one and no
/// cell of padding, which is 0 after them and not before, would be scaled and shifted too.
/// </summary>
internal static class FoldNormalization
{
    public static StepGraph Apply(StepGraph graph) => graph.Rewrite(Fold);

    private static Step Fold(Step step, Func<Step, bool> usedOnce) => step switch
    {
        AffineStep { Activation: Activation.None, Inputs: [ConvolutionStep { IsBare: true } before] } affine when usedOnce(before) => Before(before, affine),
        AffineStep { Activation: Activation.None, Inputs: [AffineStep { Activation: Activation.None } before] } affine when usedOnce(before) =>
            new AffineStep(before.Inputs[0], before.Scale * affine.Scale, before.Shift * affine.Scale + affine.Shift),
        ConvolutionStep { Inputs: [AffineStep { Activation: Activation.None } affine, ..] } after when usedOnce(affine) && Passes(affine, after) => After(affine, after),
        _ => step,
    };

    private static bool Passes(AffineStep affine, ConvolutionStep after) => after.Shape.Unpadded || affine.Shift.eq(0).all().item<bool>();

    private static ConvolutionStep Before(ConvolutionStep before, AffineStep affine) => before.Weighing(
        before.Weight * affine.Scale.view(-1, 1, 1, 1),
        before.Bias is null ? affine.Shift : before.Bias * affine.Scale + affine.Shift);

    // The channels of group g's inputs lie one behind the other: [C] -> [groups, 1, C / groups, 1, 1] beside [groups, out / groups, ...].
    private static ConvolutionStep After(AffineStep affine, ConvolutionStep after)
    {
        var (weight, groups) = (after.Weight, after.Shape.Groups);
        var grouped = weight.view(groups, -1, weight.shape[1], weight.shape[2], weight.shape[3]);
        var shift = (grouped * affine.Shift.view(groups, 1, -1, 1, 1)).sum([2L, 3L, 4L]).view(-1);
        return new ConvolutionStep(
            affine.Inputs[0],
            (grouped * affine.Scale.view(groups, 1, -1, 1, 1)).view(weight.shape),
            after.Bias is null ? shift : after.Bias + shift,
            after.Shape,
            after.Activation,
            after.Residual);
    }
}
