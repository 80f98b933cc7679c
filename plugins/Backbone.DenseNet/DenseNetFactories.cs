using MultiBox.Abstractions;

namespace MultiBox.Plugins.DenseNet;

/// <summary>DenseNet-121: 6-12-24-16 layers.</summary>
[Plugin("densenet121", "DenseNet-121: dense blocks of 6, 12, 24 and 16 layers.")]
public sealed class DenseNet121Factory : BackboneFactory<DenseNetOptions>
{
    /// <inheritdoc/>
    public override Backbone Create(DenseNetOptions options) => new DenseNetBackbone(options, [6, 12, 24, 16]);
}
