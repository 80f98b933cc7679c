using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Writes the dataset in another format; --to names it.</summary>
[TaskName("Convert")]
[TaskDescription("Writes the dataset in another format; --to names it.")]
[IsDependentOn(typeof(PrepareTask))]
public sealed class ConvertTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Convert();
}
