using static TorchSharp.torch;

namespace MultiBox.Abstractions;

/// <summary>
/// A network that turns images into feature maps of falling size. Its <c>forward</c> takes images <c>[N, 3, H, W]</c> (float32,
/// normalised as <see cref="Normalization"/> says) and returns the maps in the order of <see cref="FeatureMaps"/>, map i as
/// <c>[N, FeatureMaps[i].Channels, H_i, W_i]</c>. The caller owns what it returns.
/// </summary>
/// <param name="name">The module's name, for TorchSharp.</param>
public abstract class Backbone(string name) : nn.Module<Tensor, IReadOnlyList<Tensor>>(name)
{
    /// <summary>The maps that <c>forward</c> returns, largest first.</summary>
    public abstract IReadOnlyList<FeatureMap> FeatureMaps { get; }

    /// <summary>How the pixels of an image are normalised before <c>forward</c>.</summary>
    public abstract PixelNormalization Normalization { get; }
}
