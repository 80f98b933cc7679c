using MultiBox.Abstractions;

namespace MultiBox.Plugins.ResNet;

/// <summary>ResNet-18: basic blocks, 2-2-2-2.</summary>
[Plugin("resnet18", "ResNet-18 v1.5 (torchvision's form), basic blocks.")]
public sealed class ResNet18Factory : BackboneFactory<ResNetOptions>
{
    /// <inheritdoc/>
    public override Backbone Create(ResNetOptions options) => new ResNetBackbone(options, bottleneck: false, [2, 2, 2, 2]);
}

/// <summary>ResNet-34: basic blocks, 3-4-6-3.</summary>
[Plugin("resnet34", "ResNet-34 v1.5 (torchvision's form), basic blocks.")]
public sealed class ResNet34Factory : BackboneFactory<ResNetOptions>
{
    /// <inheritdoc/>
    public override Backbone Create(ResNetOptions options) => new ResNetBackbone(options, bottleneck: false, [3, 4, 6, 3]);
}

/// <summary>ResNet-50: bottlenecks, 3-4-6-3.</summary>
[Plugin("resnet50", "ResNet-50 v1.5 (torchvision's form), bottlenecks.")]
public sealed class ResNet50Factory : BackboneFactory<ResNetOptions>
{
    /// <inheritdoc/>
    public override Backbone Create(ResNetOptions options) => new ResNetBackbone(options, bottleneck: true, [3, 4, 6, 3]);
}

/// <summary>ResNet-101: bottlenecks, 3-4-23-3.</summary>
[Plugin("resnet101", "ResNet-101 v1.5 (torchvision's form), bottlenecks.")]
public sealed class ResNet101Factory : BackboneFactory<ResNetOptions>
{
    /// <inheritdoc/>
    public override Backbone Create(ResNetOptions options) => new ResNetBackbone(options, bottleneck: true, [3, 4, 23, 3]);
}

/// <summary>ResNet-152: bottlenecks, 3-8-36-3.</summary>
[Plugin("resnet152", "ResNet-152 v1.5 (torchvision's form), bottlenecks.")]
public sealed class ResNet152Factory : BackboneFactory<ResNetOptions>
{
    /// <inheritdoc/>
    public override Backbone Create(ResNetOptions options) => new ResNetBackbone(options, bottleneck: true, [3, 8, 36, 3]);
}
