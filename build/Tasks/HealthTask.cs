using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Reports what is good and bad about the dataset: counts, sizes, what the default boxes match, leaks, faults.</summary>
[TaskName("Health")]
[TaskDescription("Reports what is good and bad about the dataset: counts, sizes, what the default boxes match, leaks, faults.")]
[IsDependentOn(typeof(PrepareTask))]
public sealed class HealthTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Health();
}
