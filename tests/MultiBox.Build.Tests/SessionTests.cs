using Cake.Core;
using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;
using MultiBox.Abstractions;
using MultiBox.Build.CommandLine;

namespace MultiBox.Build.Tests;

[Collection("Working directory")]
public sealed class SessionTests : IDisposable
{
    private readonly string _folder = Directory.GetCurrentDirectory();

    public void Dispose() => Directory.SetCurrentDirectory(_folder);

    [Fact]
    public void The_first_signal_cancels_and_the_second_ends_the_process()
    {
        using var error = new StringWriter();
        var exits = new List<int>();
        using var interruption = new Interruption(error, exits.Add);
        Assert.False(interruption.Token.IsCancellationRequested);
        interruption.Signal();
        Assert.True(interruption.Token.IsCancellationRequested);
        Assert.Equal("Stopping after the current step; press Ctrl+C again to stop at once." + Environment.NewLine, error.ToString());
        Assert.Empty(exits);
        interruption.Signal();
        Assert.Equal([130], exits);
    }

    [Fact]
    public void A_run_that_is_cancelled_stops_before_its_next_task_and_ends_with_130()
    {
        using var source = new CancellationTokenSource();
        var (code, log) = Run(source, host => host.ConfigureServices(services => services
            .AddSingleton(source).AddSingleton<IFrostingTask, Interrupted>().AddSingleton<IFrostingTask, Next>()));
        Assert.Equal(130, code);
        Assert.Equal("Interrupted", string.Join(' ', log));
    }

    [Fact]
    public void A_task_that_reports_cancellation_ends_the_run_with_130()
    {
        using var source = new CancellationTokenSource();
        var (code, _) = Run(source, host => host.ConfigureServices(services => services.AddSingleton<IFrostingTask, Cancelled>()));
        Assert.Equal(130, code);
    }

    [Fact]
    public void Any_other_failure_ends_the_run_with_1()
    {
        using var source = new CancellationTokenSource();
        var (code, _) = Run(source, host => host.ConfigureServices(services => services.AddSingleton<IFrostingTask, Faulty>()));
        Assert.Equal(1, code);
    }

    [Fact]
    public void A_run_that_succeeds_although_a_signal_came_in_its_last_task_ends_with_0() =>
        Assert.Equal(0, new BuildSession("/", Options, new CancellationToken(canceled: true)).ExitCode(0));

    private static BuildOptions Options { get; } = new()
    {
        Targets = ["Default"],
        Experiment = "quickstart",
        Set = [],
        Images = [],
        Device = "auto",
        DataFolder = "/no/data",
        ArtifactsFolder = "/no/artifacts",
        Verbosity = Cake.Core.Diagnostics.Verbosity.Quiet,
    };

    private static (int Code, List<string> Log) Run(CancellationTokenSource source, Action<CakeHost> configure)
    {
        var log = new List<string>();
        var session = new BuildSession(Directory.GetCurrentDirectory(), Options, source.Token);
        var code = BuildHost.Run(session, host =>
        {
            host.ConfigureServices(services => services.AddSingleton(log).AddSingleton<IConsole, SilentConsole>());
            configure(host);
        });
        return (code, log);
    }

    internal sealed class Interrupted(List<string> log, CancellationTokenSource source) : FrostingTask<BuildContext>
    {
        public override void Run(BuildContext context)
        {
            log.Add("Interrupted");
            source.Cancel();
        }
    }

    [TaskName("Default")]
    [IsDependentOn(typeof(Interrupted))]
    internal sealed class Next(List<string> log) : FrostingTask<BuildContext>
    {
        public override void Run(BuildContext context) => log.Add("Next");
    }

    [TaskName("Default")]
    internal sealed class Cancelled : FrostingTask<BuildContext>
    {
        public override void Run(BuildContext context) => throw new OperationCanceledException();
    }

    [TaskName("Default")]
    internal sealed class Faulty : FrostingTask<BuildContext>
    {
        public override void Run(BuildContext context) => throw new MultiBoxException("no such thing");
    }

    internal sealed class SilentConsole : IConsole
    {
        public ConsoleColor ForegroundColor { get; set; }

        public ConsoleColor BackgroundColor { get; set; }

        public bool SupportAnsiEscapeCodes => false;

        public void Write(string format, params object[] arg)
        {
        }

        public void WriteLine(string format, params object[] arg)
        {
        }

        public void WriteError(string format, params object[] arg)
        {
        }

        public void WriteErrorLine(string format, params object[] arg)
        {
        }

        public void ResetColor()
        {
        }
    }
}
