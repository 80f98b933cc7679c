using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Draws augmented training samples with their boxes and the default boxes that match them.</summary>
[TaskName("Preview")]
[TaskDescription("Draws augmented training samples with their boxes and the default boxes that match them.")]
[IsDependentOn(typeof(PrepareTask))]
public sealed class PreviewTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Preview();
}
