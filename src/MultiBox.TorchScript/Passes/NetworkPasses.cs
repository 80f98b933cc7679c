using MultiBox.Abstractions;
using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>All passes in their order.</summary>
internal static class NetworkPasses
{
    /// <summary>Lets a network normalise the pixels of its images.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="pixels">How; null for not.</param>
    public static StepGraph Normalize(StepGraph graph, PixelNormalization? pixels)
    {
        if (pixels is null) return graph;
        var deviation = Colors(pixels.Deviation);
        var normalized = new AffineStep(graph.Input, 1 / deviation, -Colors(pixels.Mean) / deviation);
        return graph.Rewrite((step, _) => ReferenceEquals(step, graph.Input) ? normalized : step);
    }

    /// <summary>
    /// Fewer and larger steps with the same results. Predictors come first: what is before a map that both read is folded into one
    /// convolution then. What folding leaves is fused, sums before the activations behind them.
    /// </summary>
    public static StepGraph Apply(StepGraph graph) => FuseElements.Apply(FoldNormalization.Apply(MergePredictors.Apply(graph)));

    private static Tensor Colors(Rgb color) => tensor(new double[] { color.R, color.G, color.B });
}
