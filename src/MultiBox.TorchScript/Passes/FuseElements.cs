namespace MultiBox.TorchScript;

/// <summary>Lets convolutions do what follows them on each element, while it is in the cache: the sum with a residual, the activation.</summary>
internal static class FuseElements
{
    public static StepGraph Apply(StepGraph graph) => graph.Rewrite(Fuse);

    private static Step Fuse(Step step, Func<Step, bool> usedOnce) => step switch
    {
        AddStep { Inputs: [ConvolutionStep { IsBare: true } left, var right] } when usedOnce(left) => left.Adding(right),
        AddStep { Inputs: [var left, ConvolutionStep { IsBare: true } right] } when usedOnce(right) => right.Adding(left),
        ActivationStep { Inputs: [ConvolutionStep { Activation: Activation.None } before] } activation when usedOnce(before) && Takes(before, activation.Activation) =>
            before.Activated(activation.Activation),
        ActivationStep { Inputs: [AffineStep { Activation: Activation.None } before] } activation when usedOnce(before) => before.Activated(activation.Activation),
        _ => step,
    };

    // After a sum oneDNN's fused forms know ReLU alone; hard sigmoid they do not know.
    private static bool Takes(ConvolutionStep convolution, Activation activation) =>
        convolution.Residual is null ? activation != Activation.HardSigmoid : activation == Activation.Relu;
}
