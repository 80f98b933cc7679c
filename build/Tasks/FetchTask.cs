using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Downloads the dataset of the experiment and checks it.</summary>
[TaskName("Fetch")]
[TaskDescription("Downloads the dataset of the experiment and checks it.")]
public sealed class FetchTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.RunStage(StageName.Fetch);
}
