using MultiBox.Abstractions;

namespace MultiBox.Plugins.Head;

/// <summary>SSD's 3x3 convolutional predictors on each map.</summary>
[Plugin("multibox", "SSD's 3x3 convolutional predictors on each feature map.")]
public sealed class MultiBoxHeadFactory : HeadFactory<NoOptions>
{
    /// <inheritdoc/>
    public override DetectionHead Create(NoOptions options, HeadContext context) => new MultiBoxHead(context);
}
