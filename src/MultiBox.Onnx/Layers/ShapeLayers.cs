using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Onnx.Layers;

/// <summary>Layers that rearrange or resize.</summary>
internal static class ShapeLayers
{
    public static void AddTo(Dictionary<Type, OnnxHandler> handlers)
    {
        handlers.Add<Flatten>((graph, layer, input) => Flatten(graph, input, layer.start_dim, layer.end_dim));
        handlers.Add<Unflatten>(Unflatten);
        handlers.Add<PixelShuffle>((graph, layer, input) => graph.Node("DepthToSpace", [input], ("blocksize", layer.upscale_factor), ("mode", "CRD")));
        handlers.Add<Upsample>(Resize);
    }

    /// <summary>Makes one dimension of several.</summary>
    public static OnnxValue Flatten(OnnxGraph graph, OnnxValue input, long start, long end)
    {
        // 0 keeps a dimension, -1 takes what is left.
        if (start >= 0 && end == -1) return graph.Reshape(input, [.. Enumerable.Repeat(0L, (int)start), -1]);
        List<OnnxValue> shape = [];
        if (start != 0) shape.Add(Part(graph, input, 0, start));
        shape.Add(graph.Constant(-1L));
        if (end != -1) shape.Add(Part(graph, input, end + 1, long.MaxValue));
        return graph.Node("Reshape", [input, graph.Concatenate(shape, 0)]);
    }

    private static OnnxValue Unflatten(OnnxGraph graph, Unflatten layer, OnnxValue input)
    {
        List<OnnxValue> shape = [];
        if (layer.dim != 0) shape.Add(Part(graph, input, 0, layer.dim));
        shape.Add(graph.Constant([.. layer.unflattened_size]));
        if (layer.dim != -1) shape.Add(Part(graph, input, layer.dim + 1, long.MaxValue));
        return graph.Node("Reshape", [input, graph.Concatenate(shape, 0)]);
    }

    private static OnnxValue Resize(OnnxGraph graph, Upsample layer, OnnxValue input)
    {
        var aligned = layer.align_corners ?? false;
        List<OnnxAttribute> how = layer.mode switch
        {
            UpsampleMode.Nearest => [("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")],
            UpsampleMode.Linear or UpsampleMode.Bilinear or UpsampleMode.Trilinear => [("mode", "linear"), Corners(aligned)],
            UpsampleMode.Bicubic => [("mode", "cubic"), Corners(aligned), ("cubic_coeff_a", -0.75f)],
            _ => throw new UnsupportedLayerException($"mode {layer.mode}"),
        };
        if (layer.size.Length > 0)
        {
            var size = graph.Concatenate([Part(graph, input, 0, 2), graph.Constant([.. layer.size])], 0);
            return graph.Node("Resize", [input, OnnxValue.None, OnnxValue.None, size], how);
        }

        var scales = graph.Constant([1f, 1f, .. layer.scale_factor.ToArray().Select(scale => (float)scale)]);
        return graph.Node("Resize", [input, OnnxValue.None, scales], how);
    }

    private static OnnxAttribute Corners(bool aligned) => ("coordinate_transformation_mode", aligned ? "align_corners" : "half_pixel");

    // Some of the sizes of a value's dimensions.
    private static OnnxValue Part(OnnxGraph graph, OnnxValue input, long start, long end) =>
        graph.Node("Slice", [graph.Node("Shape", [input]), graph.Constant(start), graph.Constant(end), graph.Constant(0L)]);
}
