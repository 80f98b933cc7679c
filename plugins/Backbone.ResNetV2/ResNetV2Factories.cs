using MultiBox.Abstractions;

namespace MultiBox.Plugins.ResNetV2;

/// <summary>ResNet-50, pre-activation: 3-4-6-3 units.</summary>
[Plugin("resnet50_v2", "ResNet-50 in the pre-activation form of MXNet's models.")]
public sealed class ResNet50V2Factory : BackboneFactory<ResNetV2Options>
{
    /// <inheritdoc/>
    public override Backbone Create(ResNetV2Options options) => new ResNetV2Backbone(options, [3, 4, 6, 3]);
}

/// <summary>ResNet-101, pre-activation: 3-4-23-3 units.</summary>
[Plugin("resnet101_v2", "ResNet-101 in the pre-activation form of MXNet's models.")]
public sealed class ResNet101V2Factory : BackboneFactory<ResNetV2Options>
{
    /// <inheritdoc/>
    public override Backbone Create(ResNetV2Options options) => new ResNetV2Backbone(options, [3, 4, 23, 3]);
}
