using System.Runtime.InteropServices;
using Cake.Core;
using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;
using MultiBox.Abstractions;
using MultiBox.Build.CommandLine;

namespace MultiBox.Build;

/// <summary>From the command line to the exit code.</summary>
public static class BuildHost
{
    private static readonly string Version = typeof(BuildHost).Assembly.GetName().Version!.ToString(3);

    /// <summary>Checks the command line, then runs its targets.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>0 for success, 130 for a run that was stopped, 1 for any other failure.</returns>
    public static int Run(IReadOnlyList<string> args)
    {
        try
        {
            var root = RepositoryRoot.Find(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(RepositoryRoot.Variable));
            var targets = TargetCatalog.Of(typeof(BuildHost).Assembly);
            var options = CommandLineParser.Parse(args, new ParseSurroundings
            {
                CurrentFolder = Environment.CurrentDirectory,
                Root = root,
                Targets = targets,
                DataVariable = Environment.GetEnvironmentVariable(BuildOptionTable.DataVariable),
            });
            switch (options.Information)
            {
                case InformationKind.Help:
                    Console.Out.Write(HelpText.Write(targets));
                    return 0;
                case InformationKind.Version:
                    Console.Out.WriteLine(Version);
                    return 0;
                case InformationKind.Info:
                    Console.Out.Write(Info(root));
                    return 0;
                default:
                    return Run(root, options);
            }
        }
        catch (MultiBoxException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return MultiBoxException.ExitCode;
        }
    }

    /// <summary>Runs the session's targets, then prints its last line.</summary>
    /// <param name="session">The run.</param>
    /// <param name="configure">What else the host is to have.</param>
    /// <returns>The exit code.</returns>
    internal static int Run(BuildSession session, Action<CakeHost>? configure = null)
    {
        var host = new CakeHost()
            .ConfigureServices(services => services.AddSingleton(session).AddSingleton<IConsole, BuildConsole>())
            .UseContext<BuildContext>()
            .UseTaskLifetime<BuildTaskLifetime>()
            .UseWorkingDirectory(session.Root);
        configure?.Invoke(host);
        var code = host.Run(session.Options.ToCakeArguments());
        if (session.LastLine is { } line) Console.Out.WriteLine(line);
        return session.ExitCode(code);
    }

    private static int Run(string root, BuildOptions options)
    {
        using var interruption = Interruption.Listen();
        using var session = new BuildSession(root, options, interruption.Token);
        return Run(session);
    }

    private static string Info(string root) => $"""
        MultiBox   {Version}
        Cake       {typeof(ICakeContext).Assembly.GetName().Version!.ToString(3)}
        Runtime    {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}
        System     {RuntimeInformation.OSDescription}
        Root       {root}
        For the accelerator, the native backend and the disk, run the target Doctor.

        """;
}
