using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Plugins.MobileNet;

/// <summary>The options of the mobilenet_v1 backbone.</summary>
public sealed record MobileNetV1Options
{
    /// <summary>The feature maps, largest first. Layers after the last one named are not built.</summary>
    /// <value>Any of conv_4 (stride 4), conv_6 (8), conv_12 (16), conv_14 (32). Default: conv_12, conv_14.</value>
    [Description("Feature maps, largest first: conv_4 (stride 4), conv_6 (8), conv_12 (16), conv_14 (32).")]
    [MinLength(1)]
    [AllowedValues("conv_4", "conv_6", "conv_12", "conv_14")]
    public IReadOnlyList<string> Features { get; init; } = ["conv_12", "conv_14"];

    /// <summary>What batch norm adds to the variance.</summary>
    /// <value>Above 0. Default: 1e-3, as in MXNet's model; Caffe's MobileNet-SSD has 1e-5.</value>
    [Description("What batch norm adds to the variance: 0.001 in MXNet's model, 0.00001 in Caffe's MobileNet-SSD.")]
    [Range(0.0, 0.1, MinimumIsExclusive = true)]
    public double Eps { get; init; } = 1e-3;
}
