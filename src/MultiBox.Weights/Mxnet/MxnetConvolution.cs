using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>What a symbol says of a convolution; sizes outermost first.</summary>
/// <param name="Filters">Its output channels.</param>
/// <param name="Kernel">The kernel's sizes, two for pictures.</param>
/// <param name="Stride">The steps.</param>
/// <param name="Pad">The zeros on either side.</param>
/// <param name="Dilate">The steps between the kernel's numbers.</param>
/// <param name="Groups">Into how many groups channels are divided.</param>
/// <param name="HasBias">Whether it has a bias.</param>
public sealed record MxnetConvolution(
    int Filters, IReadOnlyList<int> Kernel, IReadOnlyList<int> Stride, IReadOnlyList<int> Pad, IReadOnlyList<int> Dilate, int Groups, bool HasBias)
{
    /// <summary>Whether a node is one.</summary>
    /// <param name="node">The node.</param>
    public static bool Is(MxnetNode node) => node.Operator is "Convolution" or "Convolution_v1";

    /// <summary>Reads a node's attributes.</summary>
    /// <param name="node">A convolution.</param>
    /// <exception cref="MultiBoxException">An attribute is missing or cannot be.</exception>
    public static MxnetConvolution Of(MxnetNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var kernel = node.Wholes("kernel");
        var (filters, groups) = (node.Whole("num_filter"), node.Whole("num_group", 1));
        if (kernel.Count == 0 || kernel.Any(size => size < 1)) throw new MultiBoxException($"{node}: kernel is ({string.Join(", ", kernel)}), expected sizes");
        if (filters < 1 || groups < 1 || filters % groups != 0) throw new MultiBoxException($"{node}: num_filter is {filters} and num_group {groups}, expected a multiple of the groups");
        var layout = node.Attributes.GetValueOrDefault("layout", "None");
        if (layout != "None" && !layout.StartsWith("NC", StringComparison.Ordinal)) throw new MultiBoxException($"{node}: layout is '{WeightFaults.Cut(layout)}', expected NCHW");
        return new MxnetConvolution(filters, kernel, Sizes("stride", 1), Sizes("pad", 0), Sizes("dilate", 1), groups, !node.Flag("no_bias", false));

        IReadOnlyList<int> Sizes(string attribute, int fallback)
        {
            var sizes = node.Wholes(attribute);
            if (sizes.Count == 0) return [.. kernel.Select(_ => fallback)];
            return sizes.Count == kernel.Count && sizes.All(size => size >= fallback)
                ? sizes
                : throw new MultiBoxException($"{node}: {attribute} is ({string.Join(", ", sizes)}), expected {kernel.Count} numbers from {fallback}");
        }
    }
}
