using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Compares all backbones and experiments: parameters, multiply-adds, and the memory that training takes.</summary>
[TaskName("Networks")]
[TaskDescription("Compares all backbones and experiments: parameters, multiply-adds, and the memory that training takes.")]
public sealed class NetworksTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Networks();
}
