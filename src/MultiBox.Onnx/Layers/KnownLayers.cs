using TorchSharp;

namespace MultiBox.Onnx.Layers;

/// <summary>The layers of TorchSharp that are known without a handler of the user's.</summary>
internal static class KnownLayers
{
    public static Dictionary<Type, OnnxHandler> Handlers { get; } = Collect();

    private static Dictionary<Type, OnnxHandler> Collect()
    {
        var handlers = new Dictionary<Type, OnnxHandler>();
        ContainerLayers.AddTo(handlers);
        ConvolutionLayers.AddTo(handlers);
        LinearLayers.AddTo(handlers);
        NormalizationLayers.AddTo(handlers);
        ActivationLayers.AddTo(handlers);
        PoolingLayers.AddTo(handlers);
        PaddingLayers.AddTo(handlers);
        ShapeLayers.AddTo(handlers);
        return handlers;
    }

    /// <summary>Adds a type of layer with one input and one output.</summary>
    public static void Add<TLayer>(this Dictionary<Type, OnnxHandler> handlers, Func<OnnxGraph, TLayer, OnnxValue, OnnxValue> write)
        where TLayer : torch.nn.Module =>
        handlers.Add(typeof(TLayer), (graph, layer, inputs) => inputs is [var input]
            ? [write(graph, (TLayer)layer, input)]
            : throw new ArgumentException($"{layer.GetType()} takes 1 value, but was given {inputs.Count}.", nameof(inputs)));
}
