using Cake.Core;
using Cake.Frosting;

namespace MultiBox.Build;

/// <summary>Stops a cancelled run before its next task, and remembers why a task failed.</summary>
public sealed class BuildTaskLifetime : FrostingTaskLifetime<BuildContext>
{
    /// <inheritdoc/>
    public override void Setup(BuildContext context, ITaskSetupContext info)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Cancellation.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public override void Teardown(BuildContext context, ITaskTeardownContext info)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(info);
        context.Session.Failure ??= info.ThrownException;
    }
}
