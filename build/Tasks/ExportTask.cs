using Cake.Frosting;

namespace MultiBox.Build.Tasks;

/// <summary>Writes a run's detector as one file that other programs detect with.</summary>
[TaskName("Export")]
[TaskDescription("Writes a run's detector as one file for other programs: ONNX or TorchScript, with all that detecting needs.")]
public sealed class ExportTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => context.Workbench.Export();
}
