using System.Reflection;
using System.Runtime.InteropServices;
using MultiBox.Inference.Setup;
using MultiBox.Native;
using MultiBox.Pipeline.Artifacts;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Stages;

/// <summary>Writes a run's <c>manifest.json</c> after a stage.</summary>
internal static class ManifestWriter
{
    private static readonly string[] _stages = ["import", "train", "evaluate", "demo"];

    public static void Write(WorkContext work, RunFolder run)
    {
        var git = GitState.Of(work.Options.RepositoryRoot);
        var records = _stages.Select(stage => StageRecord.Read(run.StageRecord(stage))).OfType<StageRecord>().ToList();
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
            Packages = Packages(),
            Plugins = Plugins(work),
            Inputs = records.ToDictionary(record => record.Stage, record => record.Inputs),
            MadeWith = records.Where(record => record.MadeWith is not null).ToDictionary(record => record.Stage, record => record.MadeWith!),
            Outputs = Directory.GetFiles(run.Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Where(file => file != run.Manifest)
                .Select(file => (Path: file, Name: Path.GetRelativePath(run.Root, file).Replace('\\', '/')))
                .Where(file => !file.Name.Contains(".tmp", StringComparison.Ordinal)) // The run's own folder may be named so.
                .ToDictionary(file => file.Name, file => ContentHash.OfFile(file.Path)),
        }.Write(run.Manifest);
    }

    /// <summary>Where and with what a stage runs now.</summary>
    /// <param name="work">What the stage works on.</param>
    /// <param name="precision">The precision of its network, which may be the device's choice; null where it computes none, or as a file says.</param>
    public static Dictionary<string, string> MadeWith(WorkContext work, PrecisionChoice? precision = null)
    {
        var git = GitState.Of(work.Options.RepositoryRoot);
        var made = new Dictionary<string, string>(Packages(), StringComparer.Ordinal)
        {
            ["multibox"] = VersionOf(typeof(ManifestWriter).Assembly),
            ["commit"] = git.Commit is { } commit ? commit + (git.Dirty == true ? " (dirty)" : "") : "none",
            ["device"] = work.Device.ToString(),
            ["threads"] = $"{get_num_threads()}",
            ["system"] = $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}",
            ["finished"] = DateTimeOffset.UtcNow.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        };
        if (precision is not null) made["precision"] = precision.Emulated ? $"{precision.Name}, emulated" : precision.Name;
        return made;
    }

    /// <summary>The plugins in use.</summary>
    public static IReadOnlyList<ManifestPlugin> Plugins(WorkContext work) =>
    [
        .. new[] { work.Resolved.Backbone.Info, work.Resolved.Head.Info, work.Resolved.Loss.Info }
            .Select(info => new ManifestPlugin(info.Kind.ToString().ToLowerInvariant(), info.Name, info.Version, info.ContentHash)),
    ];

    private static SortedDictionary<string, string> Packages() => new(StringComparer.Ordinal)
    {
        [".NET"] = Environment.Version.ToString(),
        ["TorchSharp"] = VersionOf(typeof(Tensor).Assembly),
        ["libtorch"] = NativeBackend.Version,
        ["SkiaSharp"] = VersionOf(Assembly.Load("SkiaSharp")),
        ["ScottPlot"] = VersionOf(typeof(ScottPlot.Plot).Assembly),
        ["YamlDotNet"] = VersionOf(Assembly.Load("YamlDotNet")),
    };

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly.GetName().Version?.ToString() ?? "unknown";
}
