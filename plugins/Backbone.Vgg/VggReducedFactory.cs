using MultiBox.Abstractions;

namespace MultiBox.Plugins.Vgg;

/// <summary>VGG-16 as SSD reduces it.</summary>
[Plugin("vgg16_reduced", "VGG-16 as SSD reduces it: conv4_3 (L2-normalised, stride 8) and fc7 (stride 16).")]
public sealed class VggReducedFactory : BackboneFactory<NoOptions>
{
    /// <inheritdoc/>
    public override Backbone Create(NoOptions options) => new VggReducedBackbone();
}
