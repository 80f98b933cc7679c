using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Plugins.DenseNet;

/// <summary>The options of the densenet backbones.</summary>
public sealed record DenseNetOptions
{
    /// <summary>The feature maps, largest first. Blocks after the last one named are not built.</summary>
    /// <value>Any of denseblock1 (stride 4), denseblock2 (8), denseblock3 (16), denseblock4 (32). Default: denseblock3, denseblock4.</value>
    [Description("Feature maps, largest first: denseblock1 (stride 4), denseblock2 (8), denseblock3 (16), denseblock4 (32).")]
    [MinLength(1)]
    [AllowedValues("denseblock1", "denseblock2", "denseblock3", "denseblock4")]
    public IReadOnlyList<string> Features { get; init; } = ["denseblock3", "denseblock4"];

    /// <summary>Whose form of the network.</summary>
    /// <value>Default: torchvision.</value>
    [Description("Whose form: torchvision, or mxnet, which normalises its input itself and whose batch norms add 2e-5 to the variance.")]
    public DenseNetVariant Variant { get; init; } = DenseNetVariant.Torchvision;
}
