using Cake.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Tests;

/// <summary>A host with tiny tasks, run in this process: <c>HostRun.Of&lt;A&gt;().And&lt;B&gt;().With("--target", "A")</c>.</summary>
internal sealed class HostRun
{
    private readonly RecordingConsole _console = new();
    private readonly CakeHost _host = new();

    private HostRun() => _host.ConfigureServices(services =>
        services.AddSingleton(Journal).AddSingleton<IConsole>(_console).AddSingleton(_console.AsAnsi()));

    /// <summary>What the tasks wrote down, in order.</summary>
    public Journal Journal { get; } = new();

    public string Out => _console.Out;

    public string Error => _console.Error;

    public int ExitCode { get; private set; }

    public static HostRun Of<T>()
        where T : class, IFrostingTask => new HostRun().And<T>();

    public static HostRun Empty() => new();

    public HostRun And<T>()
        where T : class, IFrostingTask => Configured(host => host.ConfigureServices(services => services.AddSingleton<IFrostingTask, T>()));

    public HostRun Configured(Action<CakeHost> configure)
    {
        configure(_host);
        return this;
    }

    public HostRun With(params string[] args)
    {
        // A run may change the process's working directory.
        var folder = Directory.GetCurrentDirectory();
        try
        {
            ExitCode = _host.Run(args);
        }
        finally
        {
            Directory.SetCurrentDirectory(folder);
        }

        return this;
    }
}
