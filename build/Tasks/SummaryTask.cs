using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Shows what the experiment's network is made of: layers, costs, default boxes, and a drawing.</summary>
[TaskName("Summary")]
[TaskDescription("Shows what the experiment's network is made of: layers, costs, default boxes, and a drawing.")]
public sealed class SummaryTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Summary();
}
