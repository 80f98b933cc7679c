using TorchSharp;
using TorchSharp.Modules;

namespace MultiBox.Onnx.Layers;

/// <summary>Cells added around maps.</summary>
internal static class PaddingLayers
{
    public static void AddTo(Dictionary<Type, OnnxHandler> handlers)
    {
        handlers.Add<ZeroPad2d>((graph, layer, input) => Pad(graph, input, "constant", Sides(layer)));
        handlers.Add<ConstantPad1d>(Constant);
        handlers.Add<ConstantPad2d>(Constant);
        handlers.Add<ConstantPad3d>(Constant);
        handlers.Add<ReflectionPad1d>((graph, layer, input) => Pad(graph, input, "reflect", Sides(layer)));
        handlers.Add<ReflectionPad2d>((graph, layer, input) => Pad(graph, input, "reflect", Sides(layer)));
        handlers.Add<ReflectionPad3d>((graph, layer, input) => Pad(graph, input, "reflect", Sides(layer)));
        handlers.Add<ReplicationPad1d>((graph, layer, input) => Pad(graph, input, "edge", Sides(layer)));
        handlers.Add<ReplicationPad2d>((graph, layer, input) => Pad(graph, input, "edge", Sides(layer)));
        handlers.Add<ReplicationPad3d>((graph, layer, input) => Pad(graph, input, "edge", Sides(layer)));
    }

    /// <summary>Pads the dimensions after batch and channels.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input"><c>[N, C, ...]</c>.</param>
    /// <param name="mode">ONNX's name for what fills the cells.</param>
    /// <param name="sides">The cells before each dimension, then those behind each.</param>
    /// <param name="value">What fills them in mode <c>constant</c>.</param>
    public static OnnxValue Pad(OnnxGraph graph, OnnxValue input, string mode, long[] sides, double value = 0)
    {
        var count = sides.Length / 2;
        var pads = graph.Constant([0L, 0L, .. sides[..count], 0L, 0L, .. sides[count..]]);
        if (mode != "constant" || value == 0) return graph.Node("Pad", [input, pads], ("mode", mode));
        return graph.Node("Pad", [input, pads, graph.Node("CastLike", [graph.Scalar((float)value), input])], ("mode", mode));
    }

    public static string Mode(PaddingModes mode) => mode switch
    {
        PaddingModes.Zeros => "constant",
        PaddingModes.Reflect => "reflect",
        PaddingModes.Replicate => "edge",
        _ => throw new UnsupportedLayerException($"padding_mode {mode}; known are Zeros, Reflect and Replicate"),
    };

    private static OnnxValue Constant(OnnxGraph graph, PadBase layer, OnnxValue input) => Pad(graph, input, "constant", Sides(layer), layer.value);

    // TorchSharp lists before and behind of the last dimension first.
    private static long[] Sides(PadBase layer)
    {
        var pairs = layer.padding.Chunk(2).Reverse().ToList();
        return [.. pairs.Select(pair => pair[0]), .. pairs.Select(pair => pair[1])];
    }
}
