using System.ComponentModel;

namespace MultiBox.Plugins.MobileNet;

/// <summary>The options of the mobilenet_v3_large backbone.</summary>
public sealed record MobileNetV3Options
{
    /// <summary>Whether the layers behind the last stride have half the channels (arXiv:1905.02244, sec. 6.3).</summary>
    /// <value>Default true, as torchvision's ssdlite320_mobilenet_v3_large; its ImageNet classifier has them whole.</value>
    [Description("Half the channels behind the last stride, as torchvision's ssdlite320; false for ImageNet's weights.")]
    public bool ReducedTail { get; init; } = true;
}
