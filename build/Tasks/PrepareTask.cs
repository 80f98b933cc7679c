using Cake.Frosting;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Build.Tasks;

/// <summary>Turns the dataset into records for fast reading.</summary>
[TaskName("Prepare")]
[TaskDescription("Turns the dataset into records for fast reading.")]
[IsDependentOn(typeof(FetchTask))]
public sealed class PrepareTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Run(Stage.Prepare);
}
