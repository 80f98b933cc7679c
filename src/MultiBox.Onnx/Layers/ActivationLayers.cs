using TorchSharp;
using TorchSharp.Modules;

namespace MultiBox.Onnx.Layers;

/// <summary>Functions of each element, and the softmax family.</summary>
internal static class ActivationLayers
{
    public static void AddTo(Dictionary<Type, OnnxHandler> handlers)
    {
        handlers.Add<ReLU>((graph, _, x) => graph.Relu(x));
        handlers.Add<ReLU6>((graph, _, x) => graph.Clip(x, 0, 6));
        // TorchSharp 0.107 returns the input of one that is not in place: a file with the clip would compute something else.
        handlers.Add<Hardtanh>((graph, layer, x) => layer.inplace
            ? graph.Clip(x, (float)layer.min_val, (float)layer.max_val)
            : throw new UnsupportedLayerException("TorchSharp's Hardtanh does nothing unless it is in place; make it so (inplace: true)"));
        handlers.Add<LeakyReLU>((graph, layer, x) => graph.Node("LeakyRelu", [x], ("alpha", (float)layer.negative_slope)));
        handlers.Add<RReLU>((graph, layer, x) => graph.Node("LeakyRelu", [x], ("alpha", (float)((layer.lower + layer.upper) / 2))));
        handlers.Add<PReLU>(Parametric);
        handlers.Add<ELU>((graph, layer, x) => graph.Node("Elu", [x], ("alpha", (float)layer.alpha)));
        handlers.Add<CELU>((graph, layer, x) => graph.Node("Celu", [x], ("alpha", (float)layer.alpha)));
        handlers.Add<SELU>((graph, _, x) => graph.Node("Selu", [x]));
        handlers.Add<GELU>(Gelu);
        handlers.Add<SiLU>((graph, _, x) => graph.Multiply(x, graph.Sigmoid(x)));
        handlers.Add<Mish>((graph, _, x) => graph.Multiply(x, graph.Node("Tanh", [graph.Node("Softplus", [x])])));
        handlers.Add<Sigmoid>((graph, _, x) => graph.Sigmoid(x));
        handlers.Add<LogSigmoid>((graph, _, x) => graph.Node("Neg", [graph.Node("Softplus", [graph.Node("Neg", [x])])]));
        handlers.Add<Hardsigmoid>((graph, _, x) => graph.HardSigmoid(x));
        handlers.Add<Hardswish>((graph, _, x) => graph.Node("HardSwish", [x]));
        handlers.Add<Tanh>((graph, _, x) => graph.Node("Tanh", [x]));
        handlers.Add<Tanhshrink>((graph, _, x) => graph.Node("Sub", [x, graph.Node("Tanh", [x])]));
        handlers.Add<Softplus>(SoftPlus);
        handlers.Add<Softsign>((graph, _, x) => graph.Node("Softsign", [x]));
        handlers.Add<Hardshrink>((graph, layer, x) => graph.Node("Shrink", [x], ("lambd", (float)layer.lambda), ("bias", 0f)));
        handlers.Add<Softshrink>((graph, layer, x) => graph.Node("Shrink", [x], ("lambd", (float)layer.lambda), ("bias", (float)layer.lambda)));
        handlers.Add<Threshold>((graph, layer, x) => graph.Node("Where", [graph.Node("Greater", [x, graph.Scalar((float)layer.threshold)]), x, graph.Scalar((float)layer.value)]));
        handlers.Add<GLU>(Gated);
        handlers.Add<Softmax>((graph, layer, x) => graph.Softmax(x, layer.dim));
        handlers.Add<Softmax2d>((graph, _, x) => graph.Softmax(x, -3));
        handlers.Add<Softmin>((graph, layer, x) => graph.Softmax(graph.Node("Neg", [x]), layer.dim));
        handlers.Add<LogSoftmax>((graph, layer, x) => graph.Node("LogSoftmax", [x], ("axis", layer.dim)));
    }

    // With a slope for each channel the rank would have to be known: [N, C, ...] -> [N, C, *] and back.
    private static OnnxValue Parametric(OnnxGraph graph, PReLU layer, OnnxValue x)
    {
        using var scope = torch.NewDisposeScope();
        var channels = layer.weight!.shape[0];
        if (channels == 1) return graph.Node("PRelu", [x, graph.Parameter(layer, "weight", () => layer.weight)]);
        var slope = graph.Parameter(layer, "weight", () => layer.weight.view(-1, 1));
        return graph.Node("Reshape", [graph.Node("PRelu", [graph.Reshape(x, 0, channels, -1), slope]), graph.Node("Shape", [x])]);
    }

    private static OnnxValue Gelu(OnnxGraph graph, GELU layer, OnnxValue x)
    {
        var inner = layer.approximate == GELU.Approximate.tanh
            ? graph.Node("Tanh", [graph.Multiply(
                graph.Scalar((float)Math.Sqrt(2 / Math.PI)),
                graph.Add(x, graph.Multiply(graph.Scalar(0.044715f), graph.Multiply(x, graph.Multiply(x, x)))))])
            : graph.Node("Erf", [graph.Node("Div", [x, graph.Scalar((float)Math.Sqrt(2))])]);
        return graph.Multiply(graph.Multiply(x, graph.Add(inner, graph.Scalar(1f))), graph.Scalar(0.5f));
    }

    // libtorch goes over to x itself above a threshold, where both are the same to the last bit or two.
    private static OnnxValue SoftPlus(OnnxGraph graph, Softplus layer, OnnxValue x)
    {
        if (layer.beta == 1) return graph.Node("Softplus", [x]);
        var beta = graph.Scalar((float)layer.beta);
        return graph.Node("Div", [graph.Node("Softplus", [graph.Multiply(x, beta)]), beta]);
    }

    private static OnnxValue Gated(OnnxGraph graph, GLU layer, OnnxValue x)
    {
        var halves = graph.Nodes("Split", 2, [x], ("axis", layer.dim));
        return graph.Multiply(halves[0], graph.Sigmoid(halves[1]));
    }
}
