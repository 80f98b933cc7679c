using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Plugins.Inception;

/// <summary>The options of the inception_v3 backbone.</summary>
public sealed record InceptionV3Options
{
    /// <summary>The feature maps, largest first. Layers after the last one named are not built.</summary>
    /// <value>Any of Mixed_5d (stride 8), Mixed_6e (16), Mixed_7c (32). Default: Mixed_6e, Mixed_7c.</value>
    [Description("Feature maps, largest first: Mixed_5d (stride 8), Mixed_6e (16), Mixed_7c (32).")]
    [MinLength(1)]
    [AllowedValues("Mixed_5d", "Mixed_6e", "Mixed_7c")]
    public IReadOnlyList<string> Features { get; init; } = ["Mixed_6e", "Mixed_7c"];

    /// <summary>Whose form of the network.</summary>
    /// <value>Default: torchvision.</value>
    [Description("Whose form: torchvision, or mxnet, whose last block pools by the maximum and whose pixels are centred only.")]
    public InceptionVariant Variant { get; init; } = InceptionVariant.Torchvision;
}
