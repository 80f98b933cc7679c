using MultiBox.Abstractions;
using MultiBox.Build.CommandLine;
using MultiBox.Experiments;
using MultiBox.Pipeline;
using Spectre.Console;

namespace MultiBox.Build;

/// <summary>One run of the host: what was asked for, whether to stop, and how it ended. Tasks reach it through <see cref="BuildContext"/>.</summary>
/// <param name="root">The repository's root folder, absolute.</param>
/// <param name="options">The command line, checked.</param>
/// <param name="cancellation">Cancelled at the first Ctrl+C.</param>
public sealed class BuildSession(string root, BuildOptions options, CancellationToken cancellation) : IDisposable
{
    /// <summary>The exit code of a run that was stopped, as shells report an interrupt.</summary>
    public const int CancelledExitCode = 130;

    private Workbench? _workbench;

    /// <summary>The repository's root folder, absolute.</summary>
    public string Root { get; } = root;

    /// <summary>The command line, checked.</summary>
    public BuildOptions Options { get; } = options;

    /// <summary>Cancelled at the first Ctrl+C.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>What a task threw, or null.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What is printed last of all, after Cake's report; null for nothing.</summary>
    public string? LastLine { get; set; }

    /// <summary>The workbench of the experiment, made when the first task needs it.</summary>
    public Workbench Workbench => _workbench ??= new Workbench(WorkbenchOptions(), new ConsoleLog(AnsiConsole.Console), Cancellation);

    /// <summary>The process's exit code.</summary>
    /// <param name="hostCode">What Cake's host returned.</param>
    /// <returns>0 for success, 130 for a run that was stopped, 1 for any other failure.</returns>
    public int ExitCode(int hostCode) => hostCode switch
    {
        0 => 0,
        _ when Cancellation.IsCancellationRequested || Failure is OperationCanceledException => CancelledExitCode,
        _ => MultiBoxException.ExitCode,
    };

    /// <inheritdoc/>
    public void Dispose() => _workbench?.Dispose();

    private WorkbenchOptions WorkbenchOptions()
    {
        ArtifactsFolder.Claim(Options.ArtifactsFolder);
        return new WorkbenchOptions
        {
            RepositoryRoot = Root,
            DataFolder = Options.DataFolder,
            ArtifactsFolder = Options.ArtifactsFolder,
            Experiment = Options.Experiment,
            Overrides = [.. Options.Set.Select(set => $"{set.Key}={set.Value}")],
            Device = Options.Device,
            RunId = Options.Run,
            Force = Options.Force,
            Resume = Options.Resume,
            Accept = Options.Accept,
            Images = Options.Images,
            Threshold = Options.Threshold,
            Backend = Options.Backend,
            Model = Options.Model,
            Mirrors = Options.Mirrors,
            Offline = Options.Offline,
            BenchParts = Options.Only,
            From = Options.From,
            To = Options.To,
            Format = Options.Format,
            Batch = Options.Batch,
            Suppresses = Options.Nms,
            Output = Options.Output,
            PluginFolders = PluginCatalogue.Folders(Root, Environment.GetEnvironmentVariable(PluginCatalogue.FoldersVariable)),
        };
    }
}
