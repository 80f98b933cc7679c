using Cake.Frosting;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Build.Tasks;

/// <summary>Downloads the dataset of the experiment and checks it.</summary>
[TaskName("Fetch")]
[TaskDescription("Downloads the dataset of the experiment and checks it.")]
public sealed class FetchTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Run(Stage.Fetch);
}
