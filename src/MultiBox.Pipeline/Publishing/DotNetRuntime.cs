using System.Runtime.InteropServices;
using MultiBox.Abstractions;

namespace MultiBox.Pipeline.Publishing;

/// <summary>The .NET runtime that runs this process, as files to take along: the launcher, what it starts with, and the framework.</summary>
internal static class DotNetRuntime
{
    private const string Framework = "Microsoft.NETCore.App";

    /// <summary>The runtime's version, such as 10.0.1.</summary>
    public static string Version => Environment.Version.ToString(3);

    /// <summary>The files: absolute, and relative to the folder of <c>dotnet</c>.</summary>
    /// <exception cref="MultiBoxException">The runtime does not lie as an installed one does.</exception>
    public static IEnumerable<(string Path, string Relative)> Files()
    {
        var framework = Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());
        var root = Path.GetFullPath(Path.Combine(framework, "..", "..", ".."));
        var muxer = Path.Combine(root, "dotnet");
        var resolver = Path.Combine(root, "host", "fxr", Path.GetFileName(framework));
        if (!File.Exists(muxer) || !Directory.Exists(resolver))
        {
            throw new MultiBoxException(
                $"The .NET runtime in {framework} cannot be taken along: expected {muxer} and {resolver}. Use an installed .NET SDK, such as the one that build.sh installs.");
        }

        return new[] { muxer, Path.Combine(root, "LICENSE.txt"), Path.Combine(root, "ThirdPartyNotices.txt") }.Where(File.Exists)
            .Concat(Directory.EnumerateFiles(resolver))
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "shared", Framework, Path.GetFileName(framework))))
            .Select(path => (path, Path.GetRelativePath(root, path)));
    }
}
