using MultiBox.Abstractions;

namespace MultiBox.Plugins.Inception;

/// <summary>Inception v3.</summary>
[Plugin("inception_v3", "Inception v3, for inputs of 299 pixels and more.")]
public sealed class InceptionV3Factory : BackboneFactory<InceptionV3Options>
{
    /// <inheritdoc/>
    public override Backbone Create(InceptionV3Options options) => new InceptionV3Backbone(options);
}
