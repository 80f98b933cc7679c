using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Lists the backbones, heads and losses that experiments can name.</summary>
[TaskName("Plugins")]
[TaskDescription("Lists the backbones, heads and losses that experiments can name.")]
public sealed class PluginsTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.ListPlugins();
}
