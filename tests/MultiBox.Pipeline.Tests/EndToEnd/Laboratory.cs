using System.Text.RegularExpressions;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Stages;
using MultiBox.Testing;

namespace MultiBox.Pipeline.Tests.EndToEnd;

/// <summary>
/// A temporary repository with one experiment, run through the workbench as the build host does it, with this repository's own
/// plugins as they were built.
/// </summary>
internal sealed partial class Laboratory : IDisposable
{
    /// <summary>Twelve training pictures and four for testing, of 64 pixels: three steps an epoch.</summary>
    public const string Tiny = """
        dataset:
          classes: [circle, cross, ring, square, star, triangle]
          sources:
            - name: shapes
              format: shapes
              shapes: {image_size: 64, train_images: 12, test_images: 4}
        model:
          input_size: 64
          backbone: {name: compact, options: {width: 4, features: [stage2, stage3]}}
          default_boxes: {rule: paper, min_scale: 0.3, max_scale: 0.7, aspect_ratios: [[2]]}
        train:
          batch_size: 4
          epochs: 2
          optimizer: {name: adamw}
          learning_rate: {base: 0.002, schedule: cosine}
          log_every: 1
          workers: 1
        evaluate: {batch_size: 2}
        demo: {count: 2, threshold: 0.1}
        """;

    private readonly TemporaryFolder _folder = new();

    public Laboratory(string experiment = Tiny, string name = "tiny")
    {
        _folder.Write($"experiments/{name}.yml", experiment);
        Options = new WorkbenchOptions
        {
            RepositoryRoot = _folder.Root,
            DataFolder = _folder["data"],
            ArtifactsFolder = _folder["artifacts"],
            Experiment = name,
            Device = "cpu",
            PluginFolders = [Path.Combine(Repository, "plugins")],
        };
    }

    /// <summary>The repository that these tests belong to.</summary>
    public static string Repository { get; } = SharedData.RepositoryRoot() ?? throw new InvalidOperationException("These tests run inside the repository.");

    public WorkbenchOptions Options { get; set; }

    public RecordingLog Log { get; } = new();

    /// <summary>The run's folder, where there is only one.</summary>
    public RunFolder Run => new(Assert.Single(Runs));

    /// <summary>The folders of all runs.</summary>
    public IEnumerable<string> Runs => Directory.GetDirectories(Path.Combine(Options.ArtifactsFolder, Options.Experiment))
        .Where(folder => new DirectoryInfo(folder).LinkTarget is null).Order(StringComparer.Ordinal);

    /// <summary>SHA-256 of the weights in the newest checkpoint of the only run.</summary>
    public string WeightsHash => ContentHash.OfFile(Pipeline.Checkpoints.Checkpoint.Newest(Run.Checkpoints)!.Weights);

    /// <summary>An absolute path in the repository.</summary>
    public string this[string relative] => _folder[relative];

    /// <summary>Runs all stages up to one of them.</summary>
    /// <returns>The lines of the log.</returns>
    public IReadOnlyList<string> RunTo(Stage last, CancellationToken cancellation = default)
    {
        Log.Take();
        using var bench = new Workbench(Options, Log, cancellation);
        for (var stage = Stage.Fetch; stage <= last; stage++) bench.Run(stage);
        return Log.Take();
    }

    /// <summary>Trains until a line of the log begins with a text, and is stopped there as by Ctrl-C.</summary>
    public void TrainUntil(string beginning)
    {
        using var stop = new CancellationTokenSource();
        Log.Heard = line => { if (line.StartsWith(beginning, StringComparison.Ordinal)) stop.Cancel(); };
        try
        {
            Assert.Throws<OperationCanceledException>(() => RunTo(Stage.Train, stop.Token));
        }
        finally
        {
            Log.Heard = null;
        }
    }

    /// <summary>What the log says about running or skipping, without the paths.</summary>
    public static IReadOnlyList<string> Decisions(IEnumerable<string> lines) =>
        [.. lines.Where(line => Decision().IsMatch(line)).Select(line => SkippedPath().Replace(ChangedPath().Replace(line, "(changed)"), "").TrimEnd('.'))];

    /// <summary>Every file under a folder with its content and its time of change.</summary>
    public Dictionary<string, string> Files(params string[] folders) => folders
        .SelectMany(folder => Directory.GetFiles(this[folder], "*", SearchOption.AllDirectories))
        .ToDictionary(file => Path.GetRelativePath(_folder.Root, file), file => $"{ContentHash.OfFile(file)} {File.GetLastWriteTimeUtc(file):O}");

    /// <summary>Another one of the tiny experiment, with all files that were made here.</summary>
    public Laboratory Copy()
    {
        var copy = new Laboratory();
        CopyInto(copy._folder.Root, new DirectoryInfo(_folder.Root));
        return copy;
    }

    public void Dispose() => _folder.Dispose();

    private static void CopyInto(string target, DirectoryInfo folder)
    {
        Directory.CreateDirectory(target);
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            var path = Path.Combine(target, entry.Name);
            if (entry.LinkTarget is { } link) Directory.CreateSymbolicLink(path, link);
            else if (entry is DirectoryInfo inner) CopyInto(path, inner);
            else File.Copy(entry.FullName, path, overwrite: true);
        }
    }

    [GeneratedRegex("^(Prepare|Train|Evaluate|Demo): (unchanged|runs again|forced)")]
    private static partial Regex Decision();

    [GeneratedRegex(@" \(/[^()]*\)\.$")]
    private static partial Regex SkippedPath();

    [GeneratedRegex(@"\(changed: /[^()]*\)")]
    private static partial Regex ChangedPath();
}
