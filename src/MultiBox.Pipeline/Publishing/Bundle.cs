using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MultiBox.Abstractions;
using MultiBox.Native;

namespace MultiBox.Pipeline.Publishing;

/// <summary>
/// The whole program in one folder, to be carried to a machine with an installed PyTorch: host, plugins, experiments, benchmark peers and
/// the .NET runtime, but no libtorch, which is that PyTorch's. A script in it finds PyTorch and starts the host.
/// </summary>
/// <param name="root">The repository's folder.</param>
/// <param name="hostFolder">The folder of the built host.</param>
/// <param name="plugins">The plugins' folders; of one with sources, what was built and its tables of weights are taken.</param>
[UnsupportedOSPlatform("windows")]
internal sealed class Bundle(string root, string hostFolder, IReadOnlyList<string> plugins)
{
    private static readonly string[] _builtParts = ["bin", "weights"];

    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>The name of the folder and, with <c>.tar.gz</c>, of the archive.</summary>
    public static string Name => $"multibox-{RuntimeInformation.RuntimeIdentifier}";

    /// <summary>Writes the folder and the archive; earlier ones are replaced.</summary>
    /// <param name="output">The folder that both go into.</param>
    /// <param name="cancellation">Stops between two files; what was there before stays.</param>
    /// <returns>The folder and the archive.</returns>
    /// <exception cref="MultiBoxException">Something that belongs into it is missing.</exception>
    public (string Folder, string Archive) Write(string output, CancellationToken cancellation)
    {
        Directory.CreateDirectory(output);
        var folder = Path.Combine(output, Name);
        var archive = $"{folder}.tar.gz";
        var temporary = $"{folder}.{Environment.ProcessId}.tmp";
        try
        {
            Fill(Path.Combine(temporary, Name), cancellation);
            Pack(temporary, $"{temporary}.tar.gz");
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            Directory.Move(Path.Combine(temporary, Name), folder);
            File.Move($"{temporary}.tar.gz", archive, overwrite: true);
            return (folder, archive);
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
            File.Delete($"{temporary}.tar.gz");
        }
    }

    private static void Pack(string folder, string archive)
    {
        using var file = File.Create(archive);
        using var compressed = new GZipStream(file, CompressionLevel.Optimal);
        TarFile.CreateFromDirectory(folder, compressed, includeBaseDirectory: false);
    }

    private void Fill(string folder, CancellationToken cancellation)
    {
        var program = ProgramFiles.Of(hostFolder);
        var host = Path.Combine(folder, "host");
        Copy(program.WithoutBackend(), host, cancellation);
        File.WriteAllText(Path.Combine(host, $"{program.Name}.deps.json"), program.DependenciesWithoutBackend());
        foreach (var bridge in Directory.EnumerateFiles(host, "libLibTorchSharp.so")) PortableBridge.MakePortable(bridge);
        Copy(DotNetRuntime.Files(), Path.Combine(folder, "dotnet"), cancellation);
        foreach (var plugin in plugins) Copy(OfPlugin(plugin), Path.Combine(folder, "plugins", Path.GetFileName(plugin)), cancellation);
        Copy(All(Path.Combine(root, "experiments")), Path.Combine(folder, "experiments"), cancellation);
        Copy(All(Path.Combine(root, "tools", "peers")).Where(file => !file.Relative.Contains("__pycache__", StringComparison.Ordinal)), Path.Combine(folder, "tools", "peers"), cancellation);
        var script = Path.Combine(folder, BundleScript.Name);
        File.WriteAllText(script, BundleScript.Text(program.Name));
        File.SetUnixFileMode(script, Executable);
        File.SetUnixFileMode(Path.Combine(folder, "dotnet", "dotnet"), Executable);
        File.WriteAllText(Path.Combine(folder, "README.txt"), BundleScript.ReadMe(NativeBackend.ExpectedVersion));
    }

    private static IEnumerable<(string Path, string Relative)> OfPlugin(string folder)
    {
        if (!Directory.Exists(Path.Combine(folder, "bin"))) return All(folder);
        return _builtParts.Select(part => Path.Combine(folder, part)).Where(Directory.Exists)
            .SelectMany(All).Select(file => (file.Path, Path.GetRelativePath(folder, file.Path)));
    }

    private static IEnumerable<(string Path, string Relative)> All(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => (path, Path.GetRelativePath(folder, path)))
        : throw new MultiBoxException($"Publish: {folder} is missing. Run it from the repository, where build.sh is.");

    private static void Copy(IEnumerable<(string Path, string Relative)> files, string folder, CancellationToken cancellation)
    {
        foreach (var (path, relative) in files)
        {
            cancellation.ThrowIfCancellationRequested();
            var target = Path.Combine(folder, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target, overwrite: true);
        }
    }
}
