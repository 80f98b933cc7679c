using Cake.Frosting;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Build.Tasks;

/// <summary>Trains the model of the experiment.</summary>
[TaskName("Train")]
[TaskDescription("Trains the model of the experiment.")]
[IsDependentOn(typeof(PrepareTask))]
public sealed class TrainTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Run(Stage.Train);
}
