using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Describes this machine: backend, devices, disk, and what is missing.</summary>
[TaskName("Doctor")]
[TaskDescription("Describes this machine: backend, devices, disk, and what is missing.")]
public sealed class DoctorTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Doctor();
}
