using Cake.Frosting;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Build.Tasks;

/// <summary>Measures the trained model: average precision per class and their mean.</summary>
[TaskName("Evaluate")]
[TaskDescription("Measures the trained model: average precision per class and their mean.")]
[IsDependentOn(typeof(TrainTask))]
public sealed class EvaluateTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Run(Stage.Evaluate);
}
