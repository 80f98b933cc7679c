using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Plugins.ResNet;

/// <summary>The options of the resnet backbones.</summary>
public sealed record ResNetOptions
{
    /// <summary>The feature maps, largest first. Stages after the last one named are not built.</summary>
    /// <value>Any of stem, layer1 (both stride 4), layer2 (8), layer3 (16), layer4 (32). Default: layer3, layer4.</value>
    [Description("Feature maps, largest first: stem, layer1 (stride 4), layer2 (8), layer3 (16), layer4 (32).")]
    [MinLength(1)]
    [AllowedValues("stem", "layer1", "layer2", "layer3", "layer4")]
    public IReadOnlyList<string> Features { get; init; } = ["layer3", "layer4"];
}
