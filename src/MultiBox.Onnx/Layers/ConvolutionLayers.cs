using TorchSharp;
using TorchSharp.Modules;

namespace MultiBox.Onnx.Layers;

/// <summary>Convolutions of one, two and three dimensions, and transposed ones.</summary>
internal static class ConvolutionLayers
{
    public static void AddTo(Dictionary<Type, OnnxHandler> handlers)
    {
        // The base of all of them, the transposed ones too.
        handlers.Add<Convolution>(Convolve);
        handlers.Add<ConvolutionTranspose>(Transpose);
    }

    private static OnnxValue Convolve(OnnxGraph graph, Convolution layer, OnnxValue input)
    {
        var pads = Pads(layer);
        if (layer.padding_mode != PaddingModes.Zeros && pads.Any(pad => pad > 0))
        {
            input = PaddingLayers.Pad(graph, input, PaddingLayers.Mode(layer.padding_mode), pads);
            pads = [.. pads.Select(_ => 0L)];
        }

        return graph.Node("Conv", Operands(graph, layer, input), [.. Shape(layer), ("pads", pads)]);
    }

    private static OnnxValue Transpose(OnnxGraph graph, ConvolutionTranspose layer, OnnxValue input) => graph.Node(
        "ConvTranspose", Operands(graph, layer, input), [.. Shape(layer), ("pads", Pads(layer)), ("output_padding", layer.output_padding)]);

    private static OnnxValue[] Operands(OnnxGraph graph, Convolution layer, OnnxValue input)
    {
        var weight = graph.Parameter(layer, "weight", () => layer.weight);
        return layer.bias is null ? [input, weight] : [input, weight, graph.Parameter(layer, "bias", () => layer.bias)];
    }

    private static IEnumerable<OnnxAttribute> Shape(Convolution layer)
    {
        yield return ("kernel_shape", layer.kernel_size);
        yield return ("strides", layer.stride);
        yield return ("dilations", layer.dilation);
        yield return ("group", layer.groups);
    }

    // All beginnings, then all ends. 'Same' adds an odd cell at the end, as libtorch does.
    private static long[] Pads(Convolution layer)
    {
        if (layer.padding_type == Padding.Valid) return new long[2 * layer.kernel_size.Length];
        if (layer.padding_type != Padding.Same) return [.. layer.padding!, .. layer.padding!];
        long[] total = [.. layer.kernel_size.Zip(layer.dilation, (kernel, dilation) => dilation * (kernel - 1))];
        return [.. total.Select(cells => cells / 2), .. total.Select(cells => cells - (cells / 2))];
    }
}
