namespace MultiBox.Onnx;

/// <summary>The operators that handlers need most, under the names of TorchSharp's functions; the rest through <see cref="OnnxGraph.Node"/>.</summary>
public static class OnnxOperators
{
    /// <summary>a + b, broadcast.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="left">a.</param>
    /// <param name="right">b.</param>
    public static OnnxValue Add(this OnnxGraph graph, OnnxValue left, OnnxValue right) => Of(graph).Node("Add", [left, right]);

    /// <summary>a * b, broadcast.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="left">a.</param>
    /// <param name="right">b.</param>
    public static OnnxValue Multiply(this OnnxGraph graph, OnnxValue left, OnnxValue right) => Of(graph).Node("Mul", [left, right]);

    /// <summary>max(x, 0).</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">x.</param>
    public static OnnxValue Relu(this OnnxGraph graph, OnnxValue input) => Of(graph).Node("Relu", [input]);

    /// <summary>1 / (1 + exp(-x)).</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">x.</param>
    public static OnnxValue Sigmoid(this OnnxGraph graph, OnnxValue input) => Of(graph).Node("Sigmoid", [input]);

    /// <summary>clip(x / 6 + 1 / 2, 0, 1).</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">x.</param>
    public static OnnxValue HardSigmoid(this OnnxGraph graph, OnnxValue input) => Of(graph).Node("HardSigmoid", [input], ("alpha", 1f / 6), ("beta", 0.5f));

    /// <summary>min(max(x, low), high), of 32-bit floating point numbers.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">x.</param>
    /// <param name="low">The lower bound, null for none.</param>
    /// <param name="high">The upper bound, null for none.</param>
    public static OnnxValue Clip(this OnnxGraph graph, OnnxValue input, float? low, float? high) =>
        Of(graph).Node("Clip", [input, low is { } l ? graph.Scalar(l) : OnnxValue.None, high is { } h ? graph.Scalar(h) : OnnxValue.None]);

    /// <summary>exp(x) / sum(exp(x)) along a dimension.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">x.</param>
    /// <param name="dimension">The dimension, from the end where negative.</param>
    public static OnnxValue Softmax(this OnnxGraph graph, OnnxValue input, long dimension) => Of(graph).Node("Softmax", [input], ("axis", dimension));

    /// <summary>Values one behind the other.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">The values, at least one.</param>
    /// <param name="dimension">The dimension, from the end where negative.</param>
    public static OnnxValue Concatenate(this OnnxGraph graph, IReadOnlyList<OnnxValue> inputs, long dimension)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Count == 1 ? inputs[0] : Of(graph).Node("Concat", inputs, ("axis", dimension));
    }

    /// <summary>The same elements in another shape.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">The value.</param>
    /// <param name="shape">The sizes; 0 keeps that of the input's dimension in the same place, -1 (once) takes what is left.</param>
    public static OnnxValue Reshape(this OnnxGraph graph, OnnxValue input, params ReadOnlySpan<long> shape) => Of(graph).Node("Reshape", [input, graph.Constant(shape)]);

    /// <summary>The dimensions in another order.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">The value.</param>
    /// <param name="dimensions">For each dimension of the result the one of the input.</param>
    public static OnnxValue Permute(this OnnxGraph graph, OnnxValue input, params long[] dimensions) => Of(graph).Node("Transpose", [input], ("perm", dimensions));

    /// <summary>The mean of each channel: <c>[N, C, ...]</c> to <c>[N, C, 1, ...]</c>.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">The value.</param>
    public static OnnxValue GlobalAveragePool(this OnnxGraph graph, OnnxValue input) => Of(graph).Node("GlobalAveragePool", [input]);

    /// <summary>The largest value of each window of a map.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input"><c>[N, C, H, W]</c>.</param>
    /// <param name="kernel">The side of the square window.</param>
    /// <param name="stride">Cells from one window to the next.</param>
    /// <param name="padding">Cells added on each side, which never are the largest.</param>
    /// <param name="ceilMode">Whether the last window may reach beyond the map.</param>
    public static OnnxValue MaxPool2d(this OnnxGraph graph, OnnxValue input, long kernel, long stride, long padding = 0, bool ceilMode = false) =>
        Layers.PoolingLayers.Max(Of(graph), input, [kernel, kernel], [stride, stride], [padding, padding], null, ceilMode);

    /// <summary>The mean of each window of a map.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input"><c>[N, C, H, W]</c>.</param>
    /// <param name="kernel">The side of the square window.</param>
    /// <param name="stride">Cells from one window to the next.</param>
    /// <param name="padding">Cells of 0 added on each side, which count.</param>
    public static OnnxValue AvgPool2d(this OnnxGraph graph, OnnxValue input, long kernel, long stride, long padding = 0) =>
        Layers.PoolingLayers.Average(Of(graph), input, [kernel, kernel], [stride, stride], [padding, padding], false, true, null);

    private static OnnxGraph Of(OnnxGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph;
    }
}
