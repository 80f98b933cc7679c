using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Model.Profiling;

/// <summary>
/// Counts multiplications that are each followed by an addition, as papers state the cost of a network (half of its floating point
/// operations).
/// </summary>
public static class MultiplyAdds
{
    /// <summary>
    /// Those of a layer: each output value of a convolution takes kernel height x kernel width x input channels / groups, of a linear layer
    /// its input's features. Biases, normalisation, activations, pooling and whatever is no layer count 0.
    /// </summary>
    /// <param name="module">The layer.</param>
    /// <param name="input">What it got.</param>
    /// <param name="output">What it gave.</param>
    public static long Of(nn.Module module, Tensor input, Tensor output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        return module switch
        {
            // A transposed convolution spreads each input value instead.
            ConvolutionTranspose conv => input.numel() * PerValue(conv.weight),
            Convolution conv => output.numel() * PerValue(conv.weight),
            Linear linear => output.numel() * linear.in_features,
            _ => 0,
        };
    }

    // [out, in / groups, kernel ...], of a transposed convolution [in, out / groups, kernel ...].
    private static long PerValue(Tensor weight) => weight.shape[1..].Aggregate(1L, (product, size) => product * size);
}
