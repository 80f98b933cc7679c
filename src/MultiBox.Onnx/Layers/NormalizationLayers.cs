using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Onnx.Layers;

/// <summary>Normalisations with the statistics that they learned, or with those of their input.</summary>
internal static class NormalizationLayers
{
    public static void AddTo(Dictionary<Type, OnnxHandler> handlers)
    {
        handlers.Add<BatchNorm>(Batch);
        handlers.Add<InstanceNorm>(Instance);
        handlers.Add<LayerNorm>(Layer);
        handlers.Add<GroupNorm>(Group);
        handlers.Add<LocalResponseNorm>((graph, layer, input) => graph.Node(
            "LRN", [input], ("size", layer.size), ("alpha", (float)layer.alpha), ("beta", (float)layer.beta), ("bias", (float)layer.k)));
    }

    private static OnnxValue Batch(OnnxGraph graph, BatchNorm layer, OnnxValue input) => layer.running_mean is null || layer.running_var is null
        ? throw new UnsupportedLayerException("it has no running statistics (track_running_stats: false), so that its result depends on the batch")
        : Learned(graph, layer, input);

    private static OnnxValue Instance(OnnxGraph graph, InstanceNorm layer, OnnxValue input) => layer.running_mean is null || layer.running_var is null
        ? graph.Node(
            "InstanceNormalization",
            [input, Factor(graph, layer, "weight", layer.weight, 1, layer.num_features), Factor(graph, layer, "bias", layer.bias, 0, layer.num_features)],
            ("epsilon", (float)layer.eps))
        : Learned(graph, layer, input);

    private static OnnxValue Learned(OnnxGraph graph, NormBase layer, OnnxValue input) => graph.Node(
        "BatchNormalization",
        [
            input,
            Factor(graph, layer, "weight", layer.weight, 1, layer.num_features),
            Factor(graph, layer, "bias", layer.bias, 0, layer.num_features),
            graph.Parameter(layer, "running_mean", () => layer.running_mean!),
            graph.Parameter(layer, "running_var", () => layer.running_var!),
        ],
        ("epsilon", (float)layer.eps));

    private static OnnxValue Layer(OnnxGraph graph, LayerNorm layer, OnnxValue input)
    {
        using var scope = NewDisposeScope();
        var weight = graph.Parameter(layer, "weight", () => layer.weight ?? ones(layer.normalized_shape));
        OnnxValue[] operands = layer.bias is null ? [input, weight] : [input, weight, graph.Parameter(layer, "bias", () => layer.bias)];
        return graph.Node("LayerNormalization", operands, ("axis", -layer.normalized_shape.Length), ("epsilon", (float)layer.eps));
    }

    // Groups as the channels of an instance norm: [N, C, ...] -> [N, G, *] -> [N, C, *] with a factor for each channel -> [N, C, ...].
    private static OnnxValue Group(OnnxGraph graph, GroupNorm layer, OnnxValue input)
    {
        using var scope = NewDisposeScope();
        var groups = (int)layer.num_groups;
        var one = graph.Constant([.. Enumerable.Repeat(1f, groups)]);
        var zero = graph.Constant(new float[groups]);
        var value = graph.Node("InstanceNormalization", [graph.Reshape(input, 0, groups, -1), one, zero], ("epsilon", (float)layer.eps));
        if (layer.weight is { } weight)
        {
            var channels = weight.shape[0];
            value = graph.Multiply(graph.Reshape(value, 0, channels, -1), graph.Parameter(layer, "weight", () => weight.view(-1, 1)));
            if (layer.bias is { } bias) value = graph.Add(value, graph.Parameter(layer, "bias", () => bias.view(-1, 1)));
        }

        return graph.Node("Reshape", [value, graph.Node("Shape", [input])]);
    }

    private static OnnxValue Factor(OnnxGraph graph, Module layer, string name, Tensor? learned, double otherwise, long count) => graph.Parameter(layer, name, () => learned ?? full(count, otherwise));
}
