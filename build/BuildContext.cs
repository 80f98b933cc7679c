using Cake.Core;
using Cake.Frosting;
using MultiBox.Build.CommandLine;
using MultiBox.Pipeline;

namespace MultiBox.Build;

/// <summary>What every task receives: Cake's context, this run's options and the workbench that does the work.</summary>
/// <param name="context">Cake's context.</param>
/// <param name="session">This run.</param>
public sealed class BuildContext(ICakeContext context, BuildSession session) : FrostingContext(context)
{
    /// <summary>This run.</summary>
    public BuildSession Session { get; } = session;

    /// <summary>The command line, checked; its paths are absolute.</summary>
    public BuildOptions Options => Session.Options;

    /// <summary>The repository's root folder, absolute; also the working directory of all tasks.</summary>
    public string Root => Session.Root;

    /// <summary>Cancelled at the first Ctrl+C.</summary>
    public CancellationToken Cancellation => Session.Cancellation;

    /// <summary>The workbench of this run's experiment, which all tasks share.</summary>
    public Workbench Workbench => Session.Workbench;
}
