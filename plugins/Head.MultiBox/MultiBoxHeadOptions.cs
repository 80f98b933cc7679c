using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Plugins.Head;

/// <summary>The options of the multibox head.</summary>
public sealed record MultiBoxHeadOptions
{
    /// <summary>Side of the predictors' kernels; the maps are padded, so that each cell predicts.</summary>
    /// <value>1, 3, 5 or 7. Default: 3, as in the SSD paper.</value>
    [Description("Side of the predictors' kernels: 3 as in the SSD paper, 1 for Caffe's MobileNet-SSD.")]
    [AllowedValues(1, 3, 5, 7)]
    public int Kernel { get; init; } = 3;
}
