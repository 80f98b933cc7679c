using System.Reflection;
using Cake.Frosting.Internal;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace Cake.Frosting;

/// <summary>The build host: collects services and tasks, then runs the targets that the command line names.</summary>
public sealed class CakeHost
{
    private readonly ServiceCollection _services = CakeServices.Create();
    private readonly HashSet<Assembly> _assemblies = [];

    /// <summary>Creates a host over the tasks of the program's own assembly.</summary>
    public CakeHost()
    {
        if (Assembly.GetEntryAssembly() is { } program) _assemblies.Add(program);
    }

    /// <summary>Creates a host over the tasks of the program's own assembly.</summary>
    public static CakeHost Create() => new();

    /// <summary>Takes the public tasks of one more assembly.</summary>
    /// <param name="assembly">The assembly; adding it twice changes nothing.</param>
    /// <returns>This host.</returns>
    public CakeHost AddAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        _assemblies.Add(assembly);
        return this;
    }

    /// <summary>Registers services, which contexts, tasks and lifetimes take in their constructors.</summary>
    /// <param name="services">What to register.</param>
    /// <returns>This host.</returns>
    public CakeHost ConfigureServices(Action<IServiceCollection> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services(_services);
        return this;
    }

    /// <summary>Parses the command line and runs its targets, <c>Default</c> without any.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>0, or another number when anything failed; the reason is on the standard error stream.</returns>
    public int Run(IEnumerable<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var tasks = _assemblies.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFrostingTask)));
        foreach (var task in tasks) _services.AddSingleton(typeof(IFrostingTask), task);

        var registrar = new TypeRegistrar();
        registrar.RegisterInstance(typeof(IServiceCollection), _services);
        return new CommandApp<RunCommand>(registrar).Run(args);
    }
}
