using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>
/// An operation of a network's graph and its result. Steps are immutable and know what they take; two are the same only where they are
/// one object. Maps are <c>[N, C, H, W]</c>; tensors that steps hold are constants of the CPU.
/// </summary>
/// <param name="inputs">What it takes.</param>
internal abstract class Step(params Step[] inputs)
{
    /// <summary>What it takes.</summary>
    public IReadOnlyList<Step> Inputs { get; } = inputs;

    /// <summary>The same operation on other inputs.</summary>
    /// <param name="inputs">As many as <see cref="Inputs"/>.</param>
    public abstract Step On(Step[] inputs);
}

/// <summary>The network's input.</summary>
internal sealed class InputStep : Step
{
    public override Step On(Step[] inputs) => this;
}

/// <summary>A convolution, an activation after it, and between them a map of the same shape that may be added.</summary>
internal sealed class ConvolutionStep(Step input, Tensor weight, Tensor? bias, ConvolutionShape shape, Activation activation = Activation.None, Step? residual = null)
    : Step(residual is null ? [input] : [input, residual])
{
    /// <summary><c>[out, in / groups, kernel rows, kernel columns]</c>.</summary>
    public Tensor Weight => weight;

    /// <summary><c>[out]</c>.</summary>
    public Tensor? Bias => bias;

    public ConvolutionShape Shape => shape;

    public Activation Activation => activation;

    public Step? Residual => residual;

    /// <summary>Whether nothing follows the convolution.</summary>
    public bool IsBare => activation == Activation.None && residual is null;

    public override Step On(Step[] inputs) => new ConvolutionStep(inputs[0], weight, bias, shape, activation, inputs.Length > 1 ? inputs[1] : null);

    public ConvolutionStep Weighing(Tensor newWeight, Tensor? newBias) => new(Inputs[0], newWeight, newBias, shape, activation, residual);

    public ConvolutionStep Activated(Activation with) => new(Inputs[0], weight, bias, shape, with, residual);

    public ConvolutionStep Adding(Step map) => new(Inputs[0], weight, bias, shape, activation, map);
}

/// <summary>A 3 x 3 convolution that is computed tile by tile, in another basis.</summary>
/// <param name="convolution">The convolution, with what follows it.</param>
internal sealed class WinogradStep(ConvolutionStep convolution) : Step([.. convolution.Inputs])
{
    public ConvolutionStep Convolution => convolution;

    public override Step On(Step[] inputs) => new WinogradStep((ConvolutionStep)convolution.On(inputs));
}

/// <summary>A factor and a summand for each channel, then an activation: what batch norm is in evaluation mode.</summary>
/// <param name="input">The map.</param>
/// <param name="scale"><c>[C]</c>.</param>
/// <param name="shift"><c>[C]</c>.</param>
/// <param name="activation">The activation.</param>
internal sealed class AffineStep(Step input, Tensor scale, Tensor shift, Activation activation = Activation.None) : Step(input)
{
    public Tensor Scale => scale;

    public Tensor Shift => shift;

    public Activation Activation => activation;

    public override Step On(Step[] inputs) => new AffineStep(inputs[0], scale, shift, activation);

    public AffineStep Activated(Activation with) => new(Inputs[0], scale, shift, with);
}

internal sealed class ActivationStep(Step input, Activation activation) : Step(input)
{
    public Activation Activation => activation;

    public override Step On(Step[] inputs) => new ActivationStep(inputs[0], activation);
}

internal sealed class AddStep(Step left, Step right) : Step(left, right)
{
    public override Step On(Step[] inputs) => new AddStep(inputs[0], inputs[1]);
}

internal sealed class MultiplyStep(Step left, Step right) : Step(left, right)
{
    public override Step On(Step[] inputs) => new MultiplyStep(inputs[0], inputs[1]);
}

internal sealed class L2NormalizeStep(Step input) : Step(input)
{
    public override Step On(Step[] inputs) => new L2NormalizeStep(inputs[0]);
}

internal sealed class ConcatenateStep(Step[] inputs, int dimension) : Step(inputs)
{
    public int Dimension => dimension;

    public override Step On(Step[] inputs) => new ConcatenateStep(inputs, dimension);
}

internal sealed class MaxPoolStep(Step input, int kernel, int stride, int padding, bool ceilMode) : Step(input)
{
    public int Kernel => kernel;

    public int Stride => stride;

    public int Padding => padding;

    public bool CeilMode => ceilMode;

    public override Step On(Step[] inputs) => new MaxPoolStep(inputs[0], kernel, stride, padding, ceilMode);
}

internal sealed class AveragePoolStep(Step input, int kernel, int stride, int padding) : Step(input)
{
    public int Kernel => kernel;

    public int Stride => stride;

    public int Padding => padding;

    public override Step On(Step[] inputs) => new AveragePoolStep(inputs[0], kernel, stride, padding);
}

internal sealed class GlobalAveragePoolStep(Step input) : Step(input)
{
    public override Step On(Step[] inputs) => new GlobalAveragePoolStep(inputs[0]);
}

/// <summary><c>[N, k * values, H, W]</c> to <c>[N, H * W * k, values]</c>.</summary>
internal sealed class BoxRowsStep(Step input, int values) : Step(input)
{
    public int Values => values;

    public override Step On(Step[] inputs) => new BoxRowsStep(inputs[0], values);
}

/// <summary>Some of the values of each default box: <c>[N, A, values]</c> to <c>[N, A, end - begin]</c>.</summary>
internal sealed class BoxValuesStep(Step input, int begin, int end) : Step(input)
{
    public int Begin => begin;

    public int End => end;

    public override Step On(Step[] inputs) => new BoxValuesStep(inputs[0], begin, end);
}
