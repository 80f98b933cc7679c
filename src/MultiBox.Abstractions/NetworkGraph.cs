using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Abstractions;

/// <summary>
/// What a network computes in evaluation mode, described by its modules (<see cref="IGraphModule"/>): what an exporter or a compiler
/// reads. Maps are <c>[N, C, H, W]</c>; parameters are read when the graph is built, and not changed. The methods are named after what
/// a <c>forward</c> calls, with the same meaning of their arguments.
/// </summary>
public abstract class NetworkGraph
{
    /// <summary>A layer on one map: a layer of TorchSharp, a <c>Sequential</c> of layers, or a module that describes itself.</summary>
    /// <param name="layer">The layer; it is not changed.</param>
    /// <param name="input">What it takes.</param>
    /// <returns>What it returns.</returns>
    /// <exception cref="MultiBoxException">The graph does not know the layer, and it does not describe itself.</exception>
    public GraphValue Layer(nn.Module layer, GraphValue input)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(input);
        return layer switch
        {
            IGraphModule described => Single(layer, described.Describe(this, [input])),
            Sequential sequence => sequence.children().Aggregate(input, (value, child) => Layer(child, value)),
            Dropout or Dropout2d or Identity => input,
            _ => KnownLayer(layer, input) ?? throw Unknown(layer),
        };
    }

    /// <summary>A module with several inputs or outputs, such as a backbone or a head.</summary>
    /// <param name="module">The module.</param>
    /// <param name="inputs">What it takes.</param>
    /// <returns>What it returns.</returns>
    /// <exception cref="MultiBoxException">The module does not describe itself.</exception>
    public IReadOnlyList<GraphValue> Module(nn.Module module, IReadOnlyList<GraphValue> inputs) =>
        module is IGraphModule described ? described.Describe(this, inputs) : throw Unknown(module);

    /// <summary>max(x, 0).</summary>
    /// <param name="input">x.</param>
    public abstract GraphValue Relu(GraphValue input);

    /// <summary>clip(x / 6 + 1 / 2, 0, 1).</summary>
    /// <param name="input">x.</param>
    public abstract GraphValue HardSigmoid(GraphValue input);

    /// <summary>The sum of two maps of the same shape.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public abstract GraphValue Add(GraphValue left, GraphValue right);

    /// <summary>The product of two maps of the same shape, or of a map with one factor for each of its channels.</summary>
    /// <param name="left"><c>[N, C, H, W]</c>.</param>
    /// <param name="right"><c>[N, C, H, W]</c> or <c>[N, C, 1, 1]</c>.</param>
    public abstract GraphValue Multiply(GraphValue left, GraphValue right);

    /// <summary>A map times a constant for each channel.</summary>
    /// <param name="input"><c>[N, C, H, W]</c>.</param>
    /// <param name="factors"><c>[C]</c>, float32.</param>
    public abstract GraphValue Scale(GraphValue input, Tensor factors);

    /// <summary>Each cell divided by the Euclidean length of its channels, or by 1e-12 where that is less.</summary>
    /// <param name="input"><c>[N, C, H, W]</c>.</param>
    public abstract GraphValue L2Normalize(GraphValue input);

    /// <summary>Values one behind the other.</summary>
    /// <param name="inputs">At least one value; they differ in that dimension alone.</param>
    /// <param name="dimension">The dimension.</param>
    public abstract GraphValue Concatenate(IReadOnlyList<GraphValue> inputs, int dimension);

    /// <summary>The largest value of each window.</summary>
    /// <param name="input">The map.</param>
    /// <param name="kernel">The side of the square window.</param>
    /// <param name="stride">Cells from one window to the next.</param>
    /// <param name="padding">Cells added on each side, which never are the largest.</param>
    /// <param name="ceilMode">Whether the last window may reach beyond the map.</param>
    public abstract GraphValue MaxPool(GraphValue input, int kernel, int stride, int padding = 0, bool ceilMode = false);

    /// <summary>The mean of each window.</summary>
    /// <param name="input">The map.</param>
    /// <param name="kernel">The side of the square window.</param>
    /// <param name="stride">Cells from one window to the next.</param>
    /// <param name="padding">Cells of 0 added on each side, which count.</param>
    public abstract GraphValue AveragePool(GraphValue input, int kernel, int stride, int padding = 0);

    /// <summary>The mean of each channel.</summary>
    /// <param name="input"><c>[N, C, H, W]</c>.</param>
    /// <returns><c>[N, C, 1, 1]</c>.</returns>
    public abstract GraphValue GlobalAveragePool(GraphValue input);

    /// <summary>A predictor's map with a row for each default box: <c>[N, k * values, H, W]</c> to <c>[N, H * W * k, values]</c>.</summary>
    /// <param name="input">What a predictor returns for k default boxes a cell.</param>
    /// <param name="values">The values of a default box.</param>
    public abstract GraphValue BoxRows(GraphValue input, int values);

    /// <summary>A layer of TorchSharp, evaluated: a convolution, batch norm, an activation, a pooling.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">What it takes.</param>
    /// <returns>What it returns; null when the graph does not know the layer.</returns>
    protected abstract GraphValue? KnownLayer(nn.Module layer, GraphValue input);

    private static GraphValue Single(nn.Module layer, IReadOnlyList<GraphValue> outputs) => outputs.Count == 1
        ? outputs[0]
        : throw new ArgumentException($"{layer.GetType()} returns {outputs.Count} values where one is wanted.", nameof(layer));

    private static MultiBoxException Unknown(nn.Module layer) => new(
        $"""
        The network cannot be described: {layer.GetType().FullName} ({layer.GetType().Assembly.GetName().Name}) does not say what it computes.
          Expected: a convolution, batch norm, activation or pooling layer of TorchSharp, or a module with the interface {nameof(IGraphModule)}.
          Training, Evaluate and Demo work without it; Export needs it. See docs/plugins.md.
        """);
}
