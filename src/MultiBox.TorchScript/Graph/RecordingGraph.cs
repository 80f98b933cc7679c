using MultiBox.Abstractions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>
/// Records what a network describes as steps. The constants are copies in the dispose scope in which it is used, on the CPU, in float64,
/// so that folding rounds once.
/// </summary>
internal sealed class RecordingGraph : NetworkGraph
{
    /// <summary>Records a network.</summary>
    /// <param name="network">A network of images <c>[N, 3, S, S]</c> that gives offsets and logits; it is not changed.</param>
    /// <exception cref="MultiBoxException">A module does not describe itself, or the network has other outputs.</exception>
    public static StepGraph Record(nn.Module network)
    {
        using var noGradients = no_grad();
        var input = new InputStep();
        var outputs = new RecordingGraph().Module(network, [new Recorded(input)]);
        return outputs.Count == 2
            ? new StepGraph(input, [.. outputs.Select(StepOf)])
            : throw new MultiBoxException(
                $"""
                The network cannot become a script: {network.GetType().FullName} has {outputs.Count} {(outputs.Count == 1 ? "output" : "outputs")}.
                  Expected: 2, the offsets and the logits of a detector.
                """);
    }

    public override GraphValue Relu(GraphValue input) => Activate(input, Activation.Relu);

    public override GraphValue HardSigmoid(GraphValue input) => Activate(input, Activation.HardSigmoid);

    public override GraphValue Add(GraphValue left, GraphValue right) => new Recorded(new AddStep(StepOf(left), StepOf(right)));

    public override GraphValue Multiply(GraphValue left, GraphValue right) => new Recorded(new MultiplyStep(StepOf(left), StepOf(right)));

    public override GraphValue Scale(GraphValue input, Tensor factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        var scale = Copy(factors);
        return new Recorded(new AffineStep(StepOf(input), scale, zeros_like(scale)));
    }

    public override GraphValue L2Normalize(GraphValue input) => new Recorded(new L2NormalizeStep(StepOf(input)));

    public override GraphValue Concatenate(IReadOnlyList<GraphValue> inputs, int dimension)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return new Recorded(new ConcatenateStep([.. inputs.Select(StepOf)], dimension));
    }

    public override GraphValue MaxPool(GraphValue input, int kernel, int stride, int padding = 0, bool ceilMode = false) =>
        new Recorded(new MaxPoolStep(StepOf(input), kernel, stride, padding, ceilMode));

    public override GraphValue AveragePool(GraphValue input, int kernel, int stride, int padding = 0) =>
        new Recorded(new AveragePoolStep(StepOf(input), kernel, stride, padding));

    public override GraphValue GlobalAveragePool(GraphValue input) => new Recorded(new GlobalAveragePoolStep(StepOf(input)));

    public override GraphValue BoxRows(GraphValue input, int values) => new Recorded(new BoxRowsStep(StepOf(input), values));

    protected override GraphValue? KnownLayer(nn.Module layer, GraphValue input) => layer switch
    {
        Conv2d convolution => Convolve(convolution, StepOf(input)),
        BatchNorm2d { running_mean: not null, running_var: not null } norm => Normalize(norm, StepOf(input)),
        ReLU => Activate(input, Activation.Relu),
        ReLU6 => Activate(input, Activation.Relu6),
        Hardswish => Activate(input, Activation.HardSwish),
        Hardsigmoid => Activate(input, Activation.HardSigmoid),
        Sigmoid => Activate(input, Activation.Sigmoid),
        SiLU => Activate(input, Activation.Silu),
        _ => null,
    };

    private static Recorded Activate(GraphValue input, Activation activation) => new(new ActivationStep(StepOf(input), activation));

    private static Recorded? Convolve(Conv2d layer, Step input)
    {
        if (layer.padding_mode != TorchSharp.PaddingModes.Zeros || layer.padding is not { } padding) return null;
        return new Recorded(new ConvolutionStep(
            input, Copy(layer.weight), layer.bias is null ? null : Copy(layer.bias), new ConvolutionShape(Pair(layer.stride), Pair(padding), Pair(layer.dilation), layer.groups)));
    }

    // (x - mean) / sqrt(var + eps) * weight + bias
    private static Recorded Normalize(BatchNorm2d layer, Step input)
    {
        var scale = (Copy(layer.running_var!) + layer.eps).rsqrt();
        if (layer.weight is not null) scale *= Copy(layer.weight);
        var shift = -Copy(layer.running_mean!) * scale;
        if (layer.bias is not null) shift += Copy(layer.bias);
        return new Recorded(new AffineStep(input, scale, shift));
    }

    private static long[] Pair(long[] values) => values is [var both] ? [both, both] : values;

    // Of its own: a parameter of the CPU that is float64 would else be handed on itself.
    private static Tensor Copy(Tensor tensor) => tensor.detach().to(CPU).to(float64, copy: true);

    private static Step StepOf(GraphValue value) => value is Recorded { Step: var step }
        ? step
        : throw new ArgumentException($"A value of another graph: {value}.", nameof(value));

    private sealed class Recorded(Step step) : GraphValue
    {
        public Step Step => step;
    }
}
