using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Plugins.Compact;

/// <summary>The options of the compact backbone.</summary>
public sealed record CompactOptions
{
    /// <summary>Channels after the first convolution; the stages have 2, 4, 8 and 8 times as many.</summary>
    /// <value>4..64. Default: 16.</value>
    [Description("Channels after the first convolution; the stages have 2, 4, 8 and 8 times as many.")]
    [Range(4, 64)]
    public int Width { get; init; } = 16;

    /// <summary>Residual blocks in each stage.</summary>
    /// <value>1..4. Default: 1.</value>
    [Description("Residual blocks in each stage.")]
    [Range(1, 4)]
    public int Blocks { get; init; } = 1;

    /// <summary>The feature maps, largest first. Stages after the last one named are not built.</summary>
    /// <value>Any of stage1 (stride 4), stage2 (8), stage3 (16), stage4 (32). Default: stage2, stage3, stage4.</value>
    [Description("Feature maps, largest first: stage1 (stride 4), stage2 (8), stage3 (16), stage4 (32).")]
    [MinLength(1)]
    [AllowedValues("stage1", "stage2", "stage3", "stage4")]
    public IReadOnlyList<string> Features { get; init; } = ["stage2", "stage3", "stage4"];
}
