using System.Text.Json;
using MultiBox.Abstractions;

namespace MultiBox.Inference.Runs;

/// <summary>The files of a run's folder that its detector is made of.</summary>
/// <param name="Root">The folder.</param>
/// <param name="Experiment">The experiment with every value.</param>
/// <param name="Weights">The weights of the newest checkpoint.</param>
internal sealed record TrainedRun(string Root, string Experiment, string Weights)
{
    private const string ExperimentFile = "experiment.resolved.yml";

    /// <summary>Finds the files.</summary>
    /// <param name="folder">The run's folder, which exists.</param>
    /// <exception cref="MultiBoxException">It is no run, or holds no weights.</exception>
    public static TrainedRun Open(string folder)
    {
        var experiment = Path.Combine(folder, ExperimentFile);
        if (!File.Exists(experiment))
        {
            throw new MultiBoxException(
                $"{folder}: is no folder of a run. Expected {ExperimentFile} in it.{Runs(folder)}\n" +
                "Name the folder of a run, artifacts/<experiment>/<run>, or an exported .onnx or .pt file.");
        }

        return NewestWeights(Path.Combine(folder, "checkpoints")) is { } weights
            ? new TrainedRun(folder, experiment, weights)
            : throw new MultiBoxException($"{folder}: the run has no checkpoint. Train it first.");
    }

    /// <summary>The folders that plugins are looked for in when none is named.</summary>
    /// <param name="variable">The value of the environment variable for further folders, null for none.</param>
    public IReadOnlyList<string> PluginFolders(string? variable)
    {
        var folders = (variable ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Path.GetFullPath).ToList();
        var candidates = Above(Root).Append(AppContext.BaseDirectory).Select(folder => Path.Combine(folder, "plugins"));
        if (candidates.FirstOrDefault(Directory.Exists) is { } found && !folders.Contains(found)) folders.Add(found);
        return folders;
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (var at = Path.GetFullPath(folder); at is not null; at = Path.GetDirectoryName(at)) yield return at;
    }

    private static string Runs(string folder)
    {
        var runs = Directory.GetDirectories(folder).Where(run => File.Exists(Path.Combine(run, ExperimentFile))).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        return runs.Count == 0 ? "" : $"\n  Found runs in it: {string.Join(", ", runs)}.";
    }

    private static string? NewestWeights(string checkpoints) => !Directory.Exists(checkpoints) ? null : Directory.GetDirectories(checkpoints, "epoch-*")
        .Select(folder => (State: Path.Combine(folder, "state.json"), Weights: Path.Combine(folder, "weights.safetensors")))
        .Where(files => File.Exists(files.State) && File.Exists(files.Weights))
        .OrderByDescending(files => Step(files.State))
        .Select(files => files.Weights)
        .FirstOrDefault();

    private static long Step(string state)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(state));
            return json.RootElement.GetProperty("step").GetInt64();
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new MultiBoxException($"{state}: the checkpoint's state cannot be read: {fault.Message} Delete its folder to use the one before.", fault);
        }
    }
}
