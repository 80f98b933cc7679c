using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.Packaging;
using Cake.Core.Tooling;

namespace Cake.Frosting.Internal;

/// <summary>Hands a tool to the first installer that knows its scheme.</summary>
internal sealed class ToolInstaller(
    ICakeEnvironment environment, IToolLocator locator, ICakeConfiguration configuration, ICakeLog log,
    IEnumerable<IPackageInstaller> installers)
    : IToolInstaller
{
    public void Install(PackageReference tool)
    {
        ArgumentNullException.ThrowIfNull(tool);
        var installer = installers.FirstOrDefault(candidate => candidate.CanInstall(tool, PackageType.Tool))
            ?? throw new FrostingException($"Could not find an installer for the '{tool.Scheme}' scheme of the tool '{tool.Package}'.");
        log.Debug("Installing tool '{0}'...", tool.Package);
        var files = installer.Install(tool, PackageType.Tool, configuration.GetToolPath(".", environment));
        if (files.Count == 0) throw new FrostingException($"Failed to install tool '{tool.Package}'.");
        foreach (var file in files) locator.RegisterFile(file.Path);
    }
}
