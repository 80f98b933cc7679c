using Cake.Cli;
using Cake.Cli.Infrastructure;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Packaging;
using Cake.Core.Scripting;
using Cake.DotNetTool.Module;
using Cake.NuGet;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace Cake.Frosting.Internal;

/// <summary>The host's only command: turns options into a run and exceptions into an exit code, in this one place.</summary>
internal sealed class RunCommand(IServiceCollection services) : Command<RunSettings>
{
    private const int Failure = -1;

    public override int Execute(CommandContext context, RunSettings settings, CancellationToken cancellationToken)
    {
        services.AddSingleton<ICakeArguments>(context.Remaining.ToCakeArguments([.. settings.TargetNames]));
        services.AddSingleton(context.Remaining);
        // Only a build that asks for tools pays for loading what installs them.
        if (services.Any(service => service.ServiceType == typeof(PackageReference))) UseToolModules();

        using var provider = services.BuildServiceProvider();
        try
        {
            return Execute(provider, settings);
        }
#pragma warning disable CA1031 // Whatever a task throws is reported once and becomes the exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            provider.GetRequiredService<ICakeLog>().LogException(exception);
            return Failure;
        }
    }

    private void UseToolModules() => services.UseModule<NuGetModule>().UseModule<DotNetToolModule>();

    private static int Execute(ServiceProvider provider, RunSettings settings)
    {
        var console = provider.GetRequiredService<IConsole>();
        if (settings.Version)
        {
            provider.GetRequiredService<VersionFeature>().Run(console);
            return 0;
        }

        if (settings.Info)
        {
            provider.GetRequiredService<InfoFeature>().Run(console);
            return 0;
        }

        provider.GetRequiredService<ICakeLog>().Verbosity = settings.Verbosity;
        EnterWorkingDirectory(provider, settings);
        var installer = provider.GetRequiredService<IToolInstaller>();
        foreach (var tool in provider.GetServices<PackageReference>()) installer.Install(tool);

        var host = ScriptHost(provider, settings);
        if (settings.Exclusive) host.Settings.UseExclusiveTarget();
        provider.GetRequiredService<FrostingRunner>().Register();
        host.RunTargets(settings.TargetNames);
        return 0;
    }

    private static IScriptHost ScriptHost(ServiceProvider provider, RunSettings settings) => settings switch
    {
        { DryRun: true } => provider.GetRequiredService<DryRunScriptHost<IFrostingContext>>(),
        { Tree: true } => provider.GetRequiredService<TreeScriptHost>(),
        { Description: true } => provider.GetRequiredService<DescriptionScriptHost>(),
        _ => provider.GetRequiredService<BuildScriptHost<IFrostingContext>>(),
    };

    private static void EnterWorkingDirectory(ServiceProvider provider, RunSettings settings)
    {
        var environment = provider.GetRequiredService<ICakeEnvironment>();
        var wanted = settings.WorkingDirectory is { } path ? new DirectoryPath(path) : provider.GetService<WorkingDirectory>()?.Path;
        if (wanted?.MakeAbsolute(environment) is not { } folder) return;
        if (!provider.GetRequiredService<IFileSystem>().Exist(folder))
        {
            throw new FrostingException($"The working directory '{folder.FullPath}' does not exist.");
        }

        environment.WorkingDirectory = folder;
    }
}
