using Cake.Frosting;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Build.Tasks;

/// <summary>Draws the detections of the trained model on pictures.</summary>
[TaskName("Demo")]
[TaskDescription("Draws the detections of the trained model on pictures.")]
[IsDependentOn(typeof(EvaluateTask))]
public sealed class DemoTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Run(Stage.Demo);
}
