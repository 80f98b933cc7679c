using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Model;

/// <summary>
/// The memory order of images and weights in which convolutions run fastest: channels innermost. Shapes stay <c>[N, C, H, W]</c>;
/// TorchSharp has no <c>to(memory_format)</c>, so the order is set through strides.
/// </summary>
public static class ChannelsLast
{
    /// <summary>The same tensor, channels innermost in memory.</summary>
    /// <param name="tensor"><c>[N, C, H, W]</c>.</param>
    /// <returns>A tensor of the same shape and values; the caller disposes it.</returns>
    public static Tensor Of(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        using var scope = NewDisposeScope();
        return tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Reorders the weights of all convolutions of a network in place; they keep their identity and values.</summary>
    /// <param name="network">The network.</param>
    public static void Apply(nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var conv in network.modules().OfType<Conv2d>()) conv.weight.set_(Of(conv.weight.detach()));
    }
}
