using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Compares the measured numbers with the accepted ones; --accept accepts the new ones.</summary>
[TaskName("Regression")]
[TaskDescription("Compares the measured numbers with the accepted ones; --accept accepts the new ones.")]
[IsDependentOn(typeof(EvaluateTask))]
public sealed class RegressionTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.CheckRegression();
}
