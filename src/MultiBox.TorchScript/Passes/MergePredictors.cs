using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>
/// Makes one convolution of the two that predict the offsets and the logits of a map: one reads the map, and of all maps one array is
/// put together, with offsets and logits of a default box side by side.
/// </summary>
internal static class MergePredictors
{
    public static StepGraph Apply(StepGraph graph)
    {
        if (graph.Outputs is not [ConcatenateStep { Dimension: 1 } offsets, ConcatenateStep { Dimension: 1 } logits] || offsets.Inputs.Count != logits.Inputs.Count) return graph;
        var uses = graph.Uses();
        var merged = offsets.Inputs.Zip(logits.Inputs, (first, second) => Merge(first, second, uses)).ToList();
        if (merged.Contains(null)) return graph;
        var (begin, values) = (((BoxRowsStep)offsets.Inputs[0]).Values, merged[0]!.Values);
        var rows = new ConcatenateStep([.. merged.Cast<Step>()], 1);
        return graph with { Outputs = [new BoxValuesStep(rows, 0, begin), new BoxValuesStep(rows, begin, values)] };
    }

    private static BoxRowsStep? Merge(Step first, Step second, Dictionary<Step, int> uses) =>
        first is BoxRowsStep { Inputs: [ConvolutionStep { IsBare: true } offsets] } firstRows
        && second is BoxRowsStep { Inputs: [ConvolutionStep { IsBare: true } logits] } secondRows
        && ReferenceEquals(offsets.Inputs[0], logits.Inputs[0])
        && uses[offsets] == 1 && uses[logits] == 1
        && offsets.Shape.Groups == 1 && offsets.Shape.Matches(logits.Shape)
        && offsets.Weight.shape.Skip(2).SequenceEqual(logits.Weight.shape.Skip(2))
            ? new BoxRowsStep(Merge(offsets, firstRows.Values, logits, secondRows.Values), firstRows.Values + secondRows.Values)
            : null;

    private static ConvolutionStep Merge(ConvolutionStep offsets, int first, ConvolutionStep logits, int second) => offsets.Weighing(
        SideBySide(offsets.Weight, first, logits.Weight, second),
        offsets.Bias is null && logits.Bias is null ? null : SideBySide(BiasOf(offsets), first, BiasOf(logits), second));

    // [k * first, ...] and [k * second, ...] -> [k * (first + second), ...], box by box.
    private static Tensor SideBySide(Tensor offsets, int first, Tensor logits, int second)
    {
        var rest = offsets.shape[1..];
        return cat([offsets.view([-1, first, .. rest]), logits.view([-1, second, .. rest])], 1).view([-1, .. rest]);
    }

    private static Tensor BiasOf(ConvolutionStep convolution) => convolution.Bias ?? zeros(convolution.Weight.shape[0], dtype: convolution.Weight.dtype);
}
