using Cake.Common.Diagnostics;
using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Removes the artifacts folder, and nothing else.</summary>
[TaskName("Clean")]
[TaskDescription("Removes the artifacts folder; datasets stay.")]
public sealed class CleanTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var options = context.Options;
        context.Information("{0}", ArtifactsFolder.Remove(options.ArtifactsFolder, context.Root, options.DataFolder));
    }
}
