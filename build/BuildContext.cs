using Cake.Core;
using Cake.Frosting;
using MultiBox.Abstractions;
using MultiBox.Build.CommandLine;

namespace MultiBox.Build;

/// <summary>What every task receives: Cake's context and this run's options.</summary>
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

    /// <summary>Runs one stage of the pipeline.</summary>
    /// <param name="stage">The stage.</param>
    /// <exception cref="MultiBoxException">A fault that the user can mend.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void RunStage(StageName stage)
    {
        if (stage is not (StageName.Doctor or StageName.Plugins)) ArtifactsFolder.Claim(Options.ArtifactsFolder);
        throw new MultiBoxException($"{stage}: not connected.");
    }
}
