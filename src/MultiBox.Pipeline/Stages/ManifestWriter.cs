using System.Reflection;
using System.Runtime.InteropServices;
using MultiBox.Native;
using MultiBox.Pipeline.Artifacts;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Stages;

/// <summary>Writes a run's <c>manifest.json</c> after a stage.</summary>
internal static class ManifestWriter
{
    public static void Write(WorkContext work, RunFolder run)
    {
        var git = GitState.Of(work.Options.RepositoryRoot);
        new RunManifest
        {
            Multibox = VersionOf(typeof(ManifestWriter).Assembly),
            Experiment = work.Name,
            Run = run.Id,
            Seed = work.Experiment.Seed,
            Commit = git.Commit,
            Dirty = git.Dirty,
            Written = DateTimeOffset.UtcNow,
            Device = work.Device.ToString(),
            Threads = get_num_threads(),
            System = $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}",
            Packages = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                [".NET"] = Environment.Version.ToString(),
                ["TorchSharp"] = VersionOf(typeof(Tensor).Assembly),
                ["libtorch"] = NativeBackend.Version,
                ["SkiaSharp"] = VersionOf(Assembly.Load("SkiaSharp")),
                ["ScottPlot"] = VersionOf(typeof(ScottPlot.Plot).Assembly),
                ["YamlDotNet"] = VersionOf(Assembly.Load("YamlDotNet")),
            },
            Plugins = Plugins(work),
            Inputs = Directory.GetFiles(Path.GetDirectoryName(run.StageRecord(""))!, "*.json").Order(StringComparer.Ordinal)
                .Select(StageRecord.Read).OfType<StageRecord>().DistinctBy(record => record.Stage)
                .ToDictionary(record => record.Stage, record => record.Inputs),
            Outputs = Directory.GetFiles(run.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Where(file => file != run.Manifest)
                .Select(file => (Path: file, Name: Path.GetRelativePath(run.Root, file).Replace('\\', '/')))
                .Where(file => !file.Name.Contains(".tmp", StringComparison.Ordinal)) // The run's own folder may be named so.
                .ToDictionary(file => file.Name, file => ContentHash.OfFile(file.Path)),
        }.Write(run.Manifest);
    }

    /// <summary>The plugins in use.</summary>
    public static IReadOnlyList<ManifestPlugin> Plugins(WorkContext work) =>
    [
        .. new[] { work.Resolved.Backbone.Info, work.Resolved.Head.Info, work.Resolved.Loss.Info }
            .Select(info => new ManifestPlugin(info.Kind.ToString().ToLowerInvariant(), info.Name, info.Version, info.ContentHash)),
    ];

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly.GetName().Version?.ToString() ?? "unknown";
}
