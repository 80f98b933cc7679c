using MultiBox.Abstractions;
using MultiBox.Onnx;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Exporting;

/// <summary>ONNX: the file takes pixels of 0..255 and normalises them, so that no program has to know how.</summary>
internal sealed class OnnxFormat : IModelFormat
{
    public string Name => "onnx";

    public string FileName(ExportRequest request) => request.Suppresses ? "model-nms.onnx" : "model.onnx";

    public string Write(ExportRequest request, string path)
    {
        try
        {
            ToGraph(request).Write(path);
        }
        catch (OnnxExportException fault)
        {
            throw new MultiBoxException(fault.Message, fault);
        }

        return $"ONNX, operators of version {OnnxExporter.Opset}, {(request.Batch is { } count ? $"{count} images a run" : "any number of images")}{(request.Suppresses ? ", with NMS" : "")}";
    }

    /// <summary>The graph with its metadata.</summary>
    internal static OnnxGraph ToGraph(ExportRequest request)
    {
        var (model, size) = (request.Model, (long)request.Model.InputSize);
        var graph = new OnnxExporter().CreateGraph("detector");
        graph.NameModules(model.Network, "");
        var batch = request.Batch is { } count ? OnnxDimension.Fixed(count) : OnnxDimension.Dynamic("batch");
        var images = graph.Input(new OnnxInput("images", [batch, 3, size, size]));
        var outputs = model.Network.Describe(new OnnxNetworkGraph(graph), [OnnxNetworkGraph.Wrap(Normalize(graph, images, model.Normalization))]);
        var (offsets, logits) = (OnnxNetworkGraph.Unwrap(outputs[0]), OnnxNetworkGraph.Unwrap(outputs[1]));
        if (request.Suppresses)
        {
            OnnxSuppression.Add(graph, request.Description, batch, offsets, logits);
        }
        else
        {
            graph.Output("offsets", offsets, [batch, model.DefaultBoxes.Count, 4]);
            graph.Output("logits", logits, [batch, model.DefaultBoxes.Count, model.ClassCount]);
        }

        foreach (var (key, value) in request.Origin.Concat(request.Description.ToMetadata())) graph.Metadata[key] = value;
        graph.Metadata["multibox.outputs"] = string.Join(", ", request.Suppresses ? OnnxSuppression.Outputs : ["offsets", "logits"]);
        return graph;
    }

    private static OnnxValue Normalize(OnnxGraph graph, OnnxValue images, PixelNormalization pixels)
    {
        using var scope = NewDisposeScope();
        using var place = graph.Scope("pixels");
        var centered = graph.Node("Sub", [images, graph.Initializer(Colors(pixels.Mean), "mean")]);
        return graph.Node("Div", [centered, graph.Initializer(Colors(pixels.Deviation), "deviation")]);
    }

    private static Tensor Colors(Rgb color) => tensor(new[] { color.R, color.G, color.B }).view(1, 3, 1, 1);
}
