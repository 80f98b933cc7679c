using MultiBox.Abstractions;

namespace MultiBox.Plugins.Head;

/// <summary>SSD's convolutional predictors on each map.</summary>
[Plugin("multibox", "SSD's 3x3 convolutional predictors on each feature map.")]
public sealed class MultiBoxHeadFactory : HeadFactory<MultiBoxHeadOptions>
{
    /// <inheritdoc/>
    public override DetectionHead Create(MultiBoxHeadOptions options, HeadContext context) => new MultiBoxHead(options, context);
}
