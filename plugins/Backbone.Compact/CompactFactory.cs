using MultiBox.Abstractions;

namespace MultiBox.Plugins.Compact;

/// <summary>A small residual network that learns from scratch in minutes on a CPU.</summary>
[Plugin("compact", "Small residual network that learns from scratch in minutes on a CPU.")]
public sealed class CompactFactory : BackboneFactory<CompactOptions>
{
    /// <inheritdoc/>
    public override Backbone Create(CompactOptions options) => new CompactBackbone(options);
}
