using MultiBox.Boxes;
using MultiBox.Model;
using MultiBox.Onnx;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Exporting;

/// <summary>
/// Decoding and non-maximum suppression as nodes of an ONNX graph. They follow the decoders of MultiBox.Boxes step by step:
/// docs/export.md says where results may differ.
/// </summary>
internal static class OnnxSuppression
{
    /// <summary>The names of the outputs.</summary>
    public static IReadOnlyList<string> Outputs { get; } = ["boxes", "scores", "labels", "counts"];

    /// <summary>Adds the nodes and declares the outputs.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="detector">The default boxes, thresholds and limits.</param>
    /// <param name="batch">The first dimension, N.</param>
    /// <param name="offsets"><c>[N, A, 4]</c>.</param>
    /// <param name="logits"><c>[N, A, C]</c>.</param>
    public static void Add(OnnxGraph graph, DetectorDescription detector, OnnxDimension batch, OnnxValue offsets, OnnxValue logits)
    {
        using var scope = NewDisposeScope();
        var (count, labels) = (detector.DefaultBoxes.Count, detector.Classes.Count);
        var best = MostDetections(detector, count, labels);
        OnnxValue boxes, scores, kept;
        using (graph.Scope("decode"))
        {
            boxes = Boxes(graph, detector, offsets);
            scores = Scores(graph, detector, logits);
        }

        using (graph.Scope("candidates")) kept = Candidates(graph, detector, scores);
        using (graph.Scope("suppress")) kept = Suppress(graph, detector, boxes, kept);
        using (graph.Scope("detections"))
        {
            // [N, (C - 1) * A]: class by class, as the decoders number candidates, so that equal scores come in the same order.
            var top = graph.Nodes("TopK", 2, [graph.Reshape(kept, 0, -1), graph.Constant((long)best)], ("axis", -1));
            var found = graph.Node("Greater", [top[0], graph.Scalar(0f)]);
            var label = graph.Add(graph.Node("Div", [top[1], graph.Scalar((long)count)]), graph.Scalar(1L));
            var place = graph.Node("Unsqueeze", [graph.Node("Mod", [top[1], graph.Scalar((long)count)]), graph.Constant(-1L)]);
            var chosen = graph.Node("GatherND", [boxes, place], ("batch_dims", 1));
            if (!detector.Decoding.Clip) chosen = graph.Clip(chosen, 0, 1);
            graph.Output("boxes", graph.Node("Where", [graph.Node("Unsqueeze", [found, graph.Constant(-1L)]), chosen, graph.Scalar(0f)]), [batch, best, 4]);
            graph.Output("scores", top[0], [batch, best]);
            graph.Output("labels", graph.Node("Where", [found, label, graph.Scalar(0L)]), [batch, best], ScalarType.Int64);
            var ones = graph.Node("Where", [found, graph.Scalar(1L), graph.Scalar(0L)]);
            graph.Output("counts", graph.Node("ReduceSum", [ones, graph.Constant(1L)], ("keepdims", 0)), [batch], ScalarType.Int64);
        }
    }

    // BoxCoder.Decode: [N, A, 4], x1 y1 x2 y2 in 0..1.
    private static OnnxValue Boxes(OnnxGraph graph, DetectorDescription detector, OnnxValue offsets)
    {
        var (coder, variances) = (detector.BoxCoder, detector.BoxCoder.Variances);
        CenterBox[] boxes = [.. detector.DefaultBoxes.Corners.ToArray().Select(box => box.ToCenter())];
        var places = graph.Initializer(Rows([.. boxes.SelectMany(box => new[] { box.Cx, box.Cy })]), "default_centers");
        var sizes = graph.Initializer(Rows([.. boxes.SelectMany(box => new[] { box.Width, box.Height })]), "default_sizes");
        var shifts = graph.Multiply(graph.Multiply(Part(graph, offsets, 0, 2), graph.Constant(variances.Cx, variances.Cy)), sizes);
        var logs = graph.Multiply(Part(graph, offsets, 2, 4), graph.Constant(variances.Width, variances.Height));
        if (coder.MaxLogSize is { } bound) logs = graph.Clip(logs, null, bound);
        var centers = graph.Add(shifts, places);
        var halves = graph.Multiply(graph.Multiply(graph.Node("Exp", [logs]), sizes), graph.Scalar(0.5f));
        var corners = graph.Concatenate([graph.Node("Sub", [centers, halves]), graph.Add(centers, halves)], -1);
        return detector.Decoding.Clip ? graph.Clip(corners, 0, 1) : corners;
    }

    // [N, C - 1, A].
    private static OnnxValue Scores(OnnxGraph graph, DetectorDescription detector, OnnxValue logits)
    {
        var all = detector.Decoding.Activation == ScoreActivation.Sigmoid ? graph.Sigmoid(logits) : graph.Softmax(logits, -1);
        return graph.Permute(Part(graph, all, 1, detector.Classes.Count + 1), 0, 2, 1);
    }

    // The scores of what may enter NMS, 0 elsewhere.
    private static OnnxValue Candidates(OnnxGraph graph, DetectorDescription detector, OnnxValue scores)
    {
        var limit = detector.Decoding.TopK is > 0 and var top && top < detector.DefaultBoxes.Count ? top : (long?)null;
        if (detector.Decoder == DecoderRule.PerClass)
        {
            return limit is null ? scores : graph.Node("Where", [AtLeastRank(graph, scores, limit.Value), scores, graph.Scalar(0f)]);
        }

        // The best class of each default box, and of those the best of all classes together.
        var best = graph.Node("ArgMax", [scores], ("axis", 1), ("keepdims", 1));
        using var scope = NewDisposeScope();
        var classes = graph.Initializer(arange(detector.Classes.Count, ScalarType.Int64).view(1, -1, 1), "classes");
        var entering = graph.Node("Equal", [best, classes]);
        if (limit is { } rank)
        {
            var highest = graph.Node("ReduceMax", [scores], ("axes", [1L]), ("keepdims", 1));
            entering = graph.Node("And", [entering, AtLeastRank(graph, highest, rank)]);
        }

        return graph.Node("Where", [entering, scores, graph.Scalar(0f)]);
    }

    private static OnnxValue AtLeastRank(OnnxGraph graph, OnnxValue scores, long rank)
    {
        var ranked = graph.Nodes("TopK", 2, [scores, graph.Constant(rank)], ("axis", -1))[0];
        return graph.Node("GreaterOrEqual", [scores, Part(graph, ranked, rank - 1, rank)]);
    }

    // The scores of what NMS keeps, 0 elsewhere.
    private static OnnxValue Suppress(OnnxGraph graph, DetectorDescription detector, OnnxValue boxes, OnnxValue scores)
    {
        var decoding = detector.Decoding;
        // ONNX drops above the threshold and takes scores above theirs; MXNet's rule is at or above for both: the next number below.
        var exclusive = detector.Decoder == DecoderRule.PerClass;
        var overlap = exclusive ? decoding.NmsThreshold : MathF.Max(0, MathF.BitDecrement(decoding.NmsThreshold));
        var least = exclusive ? decoding.ScoreThreshold : MathF.Max(0, MathF.BitDecrement(decoding.ScoreThreshold));
        var chosen = graph.Node(
            "NonMaxSuppression", [boxes, scores, graph.Constant((long)detector.DefaultBoxes.Count), graph.Constant(overlap), graph.Constant(least)]);
        var none = graph.Node("ConstantOfShape", [graph.Node("Shape", [scores])]);
        return graph.Node("ScatterND", [none, chosen, graph.Node("GatherND", [scores, chosen])]);
    }

    private static int MostDetections(DetectorDescription detector, int count, int labels)
    {
        var all = (long)count * labels;
        var candidates = detector.Decoding.TopK is > 0 and var top ? (detector.Decoder == DecoderRule.PerClass ? (long)top * labels : top) : all;
        return (int)Math.Min(Math.Min(all, candidates), detector.Decoding.MaxDetections is > 0 and var most ? most : long.MaxValue);
    }

    private static OnnxValue Part(OnnxGraph graph, OnnxValue value, long start, long end) =>
        graph.Node("Slice", [value, graph.Constant(start), graph.Constant(end), graph.Constant(-1L)]);

    private static Tensor Rows(float[] pairs) => tensor(pairs).view(1, -1, 2);
}
