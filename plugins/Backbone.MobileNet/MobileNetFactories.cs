using MultiBox.Abstractions;

namespace MultiBox.Plugins.MobileNet;

/// <summary>MobileNet v1.</summary>
[Plugin("mobilenet_v1", "MobileNet v1: depthwise and pointwise convolutions.")]
public sealed class MobileNetV1Factory : BackboneFactory<MobileNetV1Options>
{
    /// <inheritdoc/>
    public override Backbone Create(MobileNetV1Options options) => new MobileNetV1Backbone(options);
}
