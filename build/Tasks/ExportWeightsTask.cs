using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Writes a run's weights for other programs; --to names the format.</summary>
[TaskName("ExportWeights")]
[TaskDescription("Writes a run's weights for other programs; --to names the format.")]
public sealed class ExportWeightsTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.ExportWeights();
}
