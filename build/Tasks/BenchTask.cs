using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Measures the speed of MultiBox's parts on this machine, beside other libraries.</summary>
[TaskName("Bench")]
[TaskDescription("Measures the speed of MultiBox's parts on this machine, beside other libraries.")]
public sealed class BenchTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Bench();
}
