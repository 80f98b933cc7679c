using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Makes a run of a detector that was trained elsewhere; --from names its weights.</summary>
[TaskName("Import")]
[TaskDescription("Makes a run of a detector that was trained elsewhere; --from names its weights.")]
public sealed class ImportTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Import();
}
