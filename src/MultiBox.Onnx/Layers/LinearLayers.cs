using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Onnx.Layers;

/// <summary>Fully connected layers and tables of vectors.</summary>
internal static class LinearLayers
{
    public static void AddTo(Dictionary<Type, OnnxHandler> handlers)
    {
        handlers.Add<Linear>(Connect);
        handlers.Add<Embedding>((graph, layer, input) => graph.Node("Gather", [graph.Parameter(layer, "weight", () => layer.weight!), input], ("axis", 0)));
    }

    // Of any rank, as in TorchSharp; runtimes make one operation of both.
    private static OnnxValue Connect(OnnxGraph graph, Linear layer, OnnxValue input)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var product = graph.Node("MatMul", [input, graph.Parameter(layer, "weight", () => layer.weight!.t())]);
        return layer.bias is null ? product : graph.Add(product, graph.Parameter(layer, "bias", () => layer.bias));
    }
}
