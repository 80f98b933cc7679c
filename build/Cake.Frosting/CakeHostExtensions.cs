using Cake.Core.Composition;
using Cake.Core.IO;
using Cake.Core.Packaging;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting;

/// <summary>The fluent part of <see cref="CakeHost"/>.</summary>
public static class CakeHostExtensions
{
    /// <summary>Registers a build's services through its startup class.</summary>
    /// <typeparam name="TStartup">The startup class.</typeparam>
    /// <param name="host">The host.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseStartup<TStartup>(this CakeHost host)
        where TStartup : IFrostingStartup, new() =>
        host.Configure(services => new TStartup().Configure(services));

    /// <summary>Gives tasks, setups and teardowns a context of the build's own.</summary>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <param name="host">The host.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseContext<TContext>(this CakeHost host)
        where TContext : class, IFrostingContext =>
        host.Configure(services => services.UseContext<TContext>());

    /// <summary>Runs code before the first and after the last task.</summary>
    /// <typeparam name="TLifetime">The lifetime.</typeparam>
    /// <param name="host">The host.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseLifetime<TLifetime>(this CakeHost host)
        where TLifetime : class, IFrostingLifetime =>
        host.Configure(services => services.UseLifetime<TLifetime>());

    /// <summary>Runs code before the first task.</summary>
    /// <typeparam name="TSetup">The setup.</typeparam>
    /// <param name="host">The host.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseSetup<TSetup>(this CakeHost host)
        where TSetup : class, IFrostingSetup =>
        host.Configure(services => services.UseSetup<TSetup>());

    /// <summary>Runs code after the last task.</summary>
    /// <typeparam name="TTeardown">The teardown.</typeparam>
    /// <param name="host">The host.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseTeardown<TTeardown>(this CakeHost host)
        where TTeardown : class, IFrostingTeardown =>
        host.Configure(services => services.UseTeardown<TTeardown>());

    /// <summary>Runs code before and after each task.</summary>
    /// <typeparam name="TLifetime">The lifetime.</typeparam>
    /// <param name="host">The host.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseTaskLifetime<TLifetime>(this CakeHost host)
        where TLifetime : class, IFrostingTaskLifetime =>
        host.Configure(services => services.UseTaskLifetime<TLifetime>());

    /// <summary>Runs code before each task.</summary>
    /// <typeparam name="TSetup">The setup.</typeparam>
    /// <param name="host">The host.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseTaskSetup<TSetup>(this CakeHost host)
        where TSetup : class, IFrostingTaskSetup =>
        host.Configure(services => services.UseTaskSetup<TSetup>());

    /// <summary>Runs code after each task.</summary>
    /// <typeparam name="TTeardown">The teardown.</typeparam>
    /// <param name="host">The host.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseTaskTeardown<TTeardown>(this CakeHost host)
        where TTeardown : class, IFrostingTaskTeardown =>
        host.Configure(services => services.UseTaskTeardown<TTeardown>());

    /// <summary>Registers what a Cake module brings.</summary>
    /// <typeparam name="TModule">The module.</typeparam>
    /// <param name="host">The host.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseModule<TModule>(this CakeHost host)
        where TModule : ICakeModule, new() =>
        host.Configure(services => services.UseModule<TModule>());

    /// <summary>Adds an installer of tools.</summary>
    /// <typeparam name="TPackageInstaller">The installer.</typeparam>
    /// <param name="host">The host.</param>
    /// <returns>The host.</returns>
    public static CakeHost UsePackageInstaller<TPackageInstaller>(this CakeHost host)
        where TPackageInstaller : class, IPackageInstaller =>
        host.Configure(services => services.UsePackageInstaller<TPackageInstaller>());

    /// <summary>Installs a tool before the first task, such as <c>dotnet:?package=GitVersion.Tool&amp;version=6.0.0</c> or <c>nuget:?package=...</c>.</summary>
    /// <param name="host">The host.</param>
    /// <param name="uri">The tool's scheme, package and version.</param>
    /// <returns>The host.</returns>
    public static CakeHost InstallTool(this CakeHost host, Uri uri) => host.Configure(services => services.UseTool(uri));

    /// <summary>Sets the folder that the tasks run in; <c>--working</c> overrides it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="path">The folder, absolute or relative to the one that the program was started in.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseWorkingDirectory(this CakeHost host, DirectoryPath path) =>
        host.Configure(services => services.UseWorkingDirectory(path));

    /// <summary>Sets a value of Cake's configuration, as <c>cake.config</c> would.</summary>
    /// <param name="host">The host.</param>
    /// <param name="key">The key, such as <c>Settings_ShowProcessCommandLine</c>.</param>
    /// <param name="value">The value.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseCakeSetting(this CakeHost host, string key, string value) =>
        host.Configure(services => services.UseCakeSetting(key, value));

    /// <summary>Sets the folder that tools are installed in.</summary>
    /// <param name="host">The host.</param>
    /// <param name="path">The folder.</param>
    /// <returns>The host.</returns>
    public static CakeHost SetToolPath(this CakeHost host, DirectoryPath path) => host.Configure(services => services.UseToolPath(path));

    private static CakeHost Configure(this CakeHost host, Action<IServiceCollection> services)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.ConfigureServices(services);
    }
}
