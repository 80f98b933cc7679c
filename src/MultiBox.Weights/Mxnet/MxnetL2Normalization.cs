using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>What a symbol says of an L2 normalisation.</summary>
/// <param name="Mode">What is normalised together: <c>instance</c>, <c>channel</c> or <c>spatial</c>.</param>
/// <param name="Eps">What is added to the sum of squares.</param>
/// <param name="Scale">The array that the result is multiplied by; null when there is none.</param>
public sealed record MxnetL2Normalization(string Mode, double Eps, string? Scale)
{
    // Of MXNet's operator.
    private const double DefaultEps = 1e-10;

    /// <summary>Whether a node is one.</summary>
    /// <param name="node">The node.</param>
    public static bool Is(MxnetNode node) => node.Operator == "L2Normalization";

    /// <summary>Reads a node's attributes.</summary>
    /// <param name="node">An L2 normalisation.</param>
    /// <param name="scale">The array that its result is multiplied by.</param>
    /// <exception cref="MultiBoxException">An attribute cannot be.</exception>
    internal static MxnetL2Normalization Of(MxnetNode node, string? scale) =>
        new(node.Attributes.GetValueOrDefault("mode", "instance"), node.Number("eps", DefaultEps), scale);
}
