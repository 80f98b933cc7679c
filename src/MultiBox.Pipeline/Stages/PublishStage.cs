using MultiBox.Abstractions;
using MultiBox.Pipeline.Publishing;
using MultiBox.Pipeline.Reports;

namespace MultiBox.Pipeline.Stages;

/// <summary>Writes a bundle for machines with an installed PyTorch.</summary>
internal static class PublishStage
{
    public static void Run(WorkContext work)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new MultiBoxException("Publish makes bundles on Linux and macOS. On Windows, build with build.ps1 -p:Accelerator=none and set MULTIBOX_LIBTORCH.");
        }

        foreach (var fault in work.Catalogue.Faults) work.Log.Warning($"Publish: left out: {fault}");
        IReadOnlyList<string> plugins = [.. work.Catalogue.Plugins.Select(plugin => Path.TrimEndingDirectorySeparator(plugin.Folder)).Distinct()];
        var bundle = new Bundle(work.Options.RepositoryRoot, AppContext.BaseDirectory, plugins);
        var output = work.Options.Output ?? Path.Combine(work.Options.ArtifactsFolder, "publish");
        var (folder, archive) = bundle.Write(output, work.Cancellation);
        work.Log.Line($"Publish: {folder}");
        work.Log.Line($"Publish: {archive}, {Words.Bytes(new FileInfo(archive).Length)}. Unpack it where PyTorch is installed and run ./{BundleScript.Name} --target Doctor.");
    }
}
