using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Writes a bundle that runs with the libraries of an installed PyTorch, without .NET or libtorch of its own.</summary>
[TaskName("Publish")]
[TaskDescription("Writes a bundle that runs with an installed PyTorch's libraries, for a GPU machine.")]
public sealed class PublishTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Publish();
}
