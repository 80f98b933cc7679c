using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Plugins.ResNetV2;

/// <summary>The options of the resnet_v2 backbones.</summary>
public sealed record ResNetV2Options
{
    /// <summary>The feature maps, largest first. Stages after the last one named are not built.</summary>
    /// <value>Any of stage1 (stride 4), stage2 (8), stage3 (16), stage4 (32). Default: stage3, stage4.</value>
    [Description("Feature maps, largest first: stage1 (stride 4), stage2 (8), stage3 (16), stage4 (32).")]
    [MinLength(1)]
    [AllowedValues("stage1", "stage2", "stage3", "stage4")]
    public IReadOnlyList<string> Features { get; init; } = ["stage3", "stage4"];
}
