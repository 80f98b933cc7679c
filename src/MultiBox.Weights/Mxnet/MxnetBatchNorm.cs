using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>What a symbol says of a batch norm.</summary>
/// <param name="Eps">What is added to the variance.</param>
/// <param name="FixGamma">Whether the scale is 1, whatever its array holds.</param>
public sealed record MxnetBatchNorm(double Eps, bool FixGamma)
{
    // Of MXNet's operator.
    private const double DefaultEps = 1e-3;

    /// <summary>Whether a node is one.</summary>
    /// <param name="node">The node.</param>
    public static bool Is(MxnetNode node) => node.Operator is "BatchNorm" or "BatchNorm_v1" or "CuDNNBatchNorm" or "SyncBatchNorm" or "_contrib_SyncBatchNorm";

    /// <summary>Reads a node's attributes.</summary>
    /// <param name="node">A batch norm.</param>
    /// <exception cref="MultiBoxException">An attribute cannot be.</exception>
    public static MxnetBatchNorm Of(MxnetNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var eps = node.Number("eps", DefaultEps);
        return eps > 0 ? new MxnetBatchNorm(eps, node.Flag("fix_gamma", true)) : throw new MultiBoxException($"{node}: eps is {eps}, expected more than 0");
    }
}
