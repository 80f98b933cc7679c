using TorchSharp.Modules;

namespace MultiBox.Onnx.Layers;

/// <summary>Layers one after the other, and those that do nothing in evaluation mode.</summary>
internal static class ContainerLayers
{
    public static void AddTo(Dictionary<Type, OnnxHandler> handlers)
    {
        handlers.Add<Sequential>((graph, layers, input) => layers.children().Aggregate(input, (value, layer) => graph.Layer(layer, value)));
        handlers.Add<Identity>((_, _, input) => input);
        handlers.Add<Dropout>((_, _, input) => input);
        handlers.Add<Dropout1d>((_, _, input) => input);
        handlers.Add<Dropout2d>((_, _, input) => input);
        handlers.Add<Dropout3d>((_, _, input) => input);
        handlers.Add<AlphaDropout>((_, _, input) => input);
        handlers.Add<FeatureAlphaDropout>((_, _, input) => input);
    }
}
