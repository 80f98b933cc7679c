using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Onnx.Layers;

/// <summary>The largest and the mean value of windows.</summary>
internal static class PoolingLayers
{
    public static void AddTo(Dictionary<Type, OnnxHandler> handlers)
    {
        handlers.Add<MaxPool1d>((graph, layer, input) => Max(graph, input, [layer.kernel_size], List(layer.stride), List(layer.padding), List(layer.dilation), layer.ceil_mode));
        handlers.Add<MaxPool2d>((graph, layer, input) => Max(graph, input, layer.kernel_size, layer.stride, layer.padding, layer.dilation, layer.ceil_mode));
        handlers.Add<MaxPool3d>((graph, layer, input) => Max(graph, input, layer.kernel_size, layer.stride, layer.padding, layer.dilation, layer.ceil_mode));
        handlers.Add<AvgPool1d>((graph, layer, input) => Average(graph, input, [layer.kernel_size], List(layer.stride), List(layer.padding), layer.ceil_mode, layer.count_include_pad, null));
        handlers.Add<AvgPool2d>((graph, layer, input) => Average(graph, input, layer.kernel_size, layer.stride, layer.padding, layer.ceil_mode, layer.count_include_pad, layer.divisor_override));
        handlers.Add<AvgPool3d>((graph, layer, input) => Average(graph, input, layer.kernel_size, layer.stride, layer.padding, layer.ceil_mode, layer.count_include_pad, layer.divisor_override));
        handlers.Add<AdaptiveAvgPool1d>((graph, layer, input) => AdaptiveAverage(graph, input, [layer.output_size]));
        handlers.Add<AdaptiveAvgPool2d>((graph, layer, input) => AdaptiveAverage(graph, input, layer.output_size));
        handlers.Add<AdaptiveAvgPool3d>((graph, layer, input) => AdaptiveAverage(graph, input, layer.output_size));
        handlers.Add<AdaptiveMaxPool1d>((graph, layer, input) => AdaptiveMax(graph, input, [layer.output_size]));
        handlers.Add<AdaptiveMaxPool2d>((graph, layer, input) => AdaptiveMax(graph, input, layer.output_size));
        handlers.Add<AdaptiveMaxPool3d>((graph, layer, input) => AdaptiveMax(graph, input, layer.output_size));
    }

    public static OnnxValue Max(OnnxGraph graph, OnnxValue input, long[] kernel, long[]? stride, long[]? padding, long[]? dilation, bool ceilMode)
    {
        kernel = Spread(kernel, [kernel, stride, padding, dilation]);
        return graph.Node(
            "MaxPool", [input],
            ("kernel_shape", kernel), ("strides", Spread(stride, kernel) ?? kernel), ("pads", Pads(padding, kernel)),
            ("dilations", Spread(dilation, kernel) ?? [.. kernel.Select(_ => 1L)]), ("ceil_mode", ceilMode ? 1 : 0));
    }

    public static OnnxValue Average(OnnxGraph graph, OnnxValue input, long[] kernel, long[]? stride, long[]? padding, bool ceilMode, bool countsPadding, long? divisor)
    {
        kernel = Spread(kernel, [kernel, stride, padding]);
        if (ceilMode && divisor is not null) throw new UnsupportedLayerException("divisor_override together with ceil_mode");
        var pads = Pads(padding, kernel);
        if (ceilMode && countsPadding && pads.Any(pad => pad > 0))
        {
            // What is padded counts, but not what a last window covers beyond the padding: runtimes differ here, so the padding is made plain.
            input = PaddingLayers.Pad(graph, input, "constant", pads);
            pads = new long[pads.Length];
        }

        var mean = graph.Node(
            "AveragePool", [input],
            ("kernel_shape", kernel), ("strides", Spread(stride, kernel) ?? kernel), ("pads", pads),
            ("ceil_mode", ceilMode ? 1 : 0), ("count_include_pad", !ceilMode && (countsPadding || divisor is not null) ? 1 : 0));
        return divisor is { } by ? graph.Multiply(mean, graph.Scalar((float)kernel.Aggregate(1L, (all, side) => all * side) / by)) : mean;
    }

    // The mean of floor(i * in / out) to ceil((i + 1) * in / out) for each i, one axis after the other, each a product with a matrix
    // that is computed from the size of the input: sizes may be dynamic.
    private static OnnxValue AdaptiveAverage(OnnxGraph graph, OnnxValue input, long[] size)
    {
        if (size.All(side => side == 1)) return graph.GlobalAveragePool(input);
        if (size.Length > 2) throw new UnsupportedLayerException($"an output of {string.Join(" x ", size)}; in three dimensions only 1 is known");
        var value = graph.Node("MatMul", [input, Means(graph, input, -1, size[^1], byColumn: true)]);
        return size.Length == 1 ? value : graph.Node("MatMul", [Means(graph, input, -2, size[0], byColumn: false), value]);
    }

    private static OnnxValue Means(OnnxGraph graph, OnnxValue input, long axis, long outSize, bool byColumn)
    {
        var shape = graph.Node("Shape", [input]);
        var inSize = graph.Node("Gather", [shape, graph.Scalar(axis)], ("axis", 0));
        var cells = graph.Node("Unsqueeze", [graph.Node("Range", [graph.Scalar(0L), inSize, graph.Scalar(1L)]), graph.Constant(byColumn ? 1L : 0L)]);
        var windows = graph.Node("Unsqueeze", [graph.Constant([.. Enumerable.Range(0, (int)outSize).Select(i => (long)i)]), graph.Constant(byColumn ? 0L : 1L)]);
        var count = graph.Scalar(outSize);
        var start = graph.Node("Div", [graph.Multiply(windows, inSize), count]);
        var end = graph.Node("Div", [graph.Add(graph.Multiply(graph.Add(windows, graph.Scalar(1L)), inSize), graph.Scalar(outSize - 1)), count]);
        var inside = graph.Node("And", [graph.Node("GreaterOrEqual", [cells, start]), graph.Node("Less", [cells, end])]);
        var lengths = graph.Node("Cast", [graph.Node("Sub", [end, start])], ("to", OnnxTypes.Of(ScalarType.Float32)));
        var means = graph.Node("Div", [graph.Node("Cast", [inside], ("to", OnnxTypes.Of(ScalarType.Float32))), lengths]);
        return graph.Node("CastLike", [means, input]);
    }

    private static OnnxValue AdaptiveMax(OnnxGraph graph, OnnxValue input, long[] size) => size.All(side => side == 1)
        ? graph.Node("GlobalMaxPool", [input])
        : throw new UnsupportedLayerException($"an output of {string.Join(" x ", size)}; only 1 is known");

    private static long[]? List(long? value) => value is { } given ? [given] : null;

    // A list of one stands for all dimensions, and the longest list says how many there are.
    private static long[] Spread(long[] kernel, long[]?[] lists)
    {
        var count = lists.Max(list => list?.Length ?? 0);
        return kernel.Length == count ? kernel : [.. Enumerable.Repeat(kernel[0], count)];
    }

    private static long[]? Spread(long[]? values, long[] kernel) => values is null or [] ? null : values.Length == kernel.Length ? values : [.. kernel.Select(_ => values[0])];

    private static long[] Pads(long[]? padding, long[] kernel)
    {
        var each = Spread(padding, kernel) ?? new long[kernel.Length];
        return [.. each, .. each];
    }
}
