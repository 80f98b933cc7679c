using MultiBox.Abstractions;
using MultiBox.Onnx;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Exporting;

/// <summary>Adds what a network's modules describe to an ONNX graph.</summary>
/// <param name="graph">The graph.</param>
internal sealed class OnnxNetworkGraph(OnnxGraph graph) : NetworkGraph
{
    /// <summary>A value of the ONNX graph as one that modules work with.</summary>
    public static GraphValue Wrap(OnnxValue value) => new Value(value);

    /// <summary>The value of the ONNX graph.</summary>
    public static OnnxValue Unwrap(GraphValue value) =>
        value is Value { Inner: var inner } ? inner : throw new ArgumentException($"A value of another graph: {value}.", nameof(value));

    public override GraphValue Relu(GraphValue input) => Wrap(graph.Relu(Unwrap(input)));

    public override GraphValue HardSigmoid(GraphValue input) => Wrap(graph.HardSigmoid(Unwrap(input)));

    public override GraphValue Add(GraphValue left, GraphValue right) => Wrap(graph.Add(Unwrap(left), Unwrap(right)));

    public override GraphValue Multiply(GraphValue left, GraphValue right) => Wrap(graph.Multiply(Unwrap(left), Unwrap(right)));

    public override GraphValue Scale(GraphValue input, Tensor factors)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        return Wrap(graph.Multiply(Unwrap(input), graph.Initializer(factors.view(1, -1, 1, 1), "factors")));
    }

    public override GraphValue L2Normalize(GraphValue input)
    {
        var length = graph.Node("ReduceL2", [Unwrap(input)], ("axes", [1L]), ("keepdims", 1));
        return Wrap(graph.Node("Div", [Unwrap(input), graph.Clip(length, 1e-12f, null)]));
    }

    public override GraphValue Concatenate(IReadOnlyList<GraphValue> inputs, int dimension)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Wrap(graph.Concatenate([.. inputs.Select(Unwrap)], dimension));
    }

    public override GraphValue MaxPool(GraphValue input, int kernel, int stride, int padding = 0, bool ceilMode = false) =>
        Wrap(graph.MaxPool2d(Unwrap(input), kernel, stride, padding, ceilMode));

    public override GraphValue AveragePool(GraphValue input, int kernel, int stride, int padding = 0) =>
        Wrap(graph.AvgPool2d(Unwrap(input), kernel, stride, padding));

    public override GraphValue GlobalAveragePool(GraphValue input) => Wrap(graph.GlobalAveragePool(Unwrap(input)));

    public override GraphValue BoxRows(GraphValue input, int values) => Wrap(graph.Reshape(graph.Permute(Unwrap(input), 0, 2, 3, 1), 0, -1, values));

    protected override GraphValue? KnownLayer(nn.Module layer, GraphValue input) => graph.Knows(layer) ? Wrap(graph.Layer(layer, Unwrap(input))) : null;

    private sealed class Value(OnnxValue inner) : GraphValue
    {
        public OnnxValue Inner { get; } = inner;
    }
}
