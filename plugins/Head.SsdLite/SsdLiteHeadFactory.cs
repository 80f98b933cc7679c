using MultiBox.Abstractions;

namespace MultiBox.Plugins.SsdLite;

/// <summary>SSDLite's separable predictors on each map.</summary>
[Plugin("ssdlite", "SSDLite's separable predictors (depthwise 3x3, then 1x1) on each feature map.")]
public sealed class SsdLiteHeadFactory : HeadFactory<NoOptions>
{
    /// <inheritdoc/>
    public override DetectionHead Create(NoOptions options, HeadContext context) => new SsdLiteHead(context);
}
