using MultiBox.Abstractions;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Exporting;

/// <summary>Finds the exported file that a run's demonstration detects with.</summary>
internal static class ExportedModel
{
    private const string FileName = "model.onnx";

    /// <summary>The file that the user named, or the run's own.</summary>
    /// <param name="work">What the user asked for.</param>
    /// <param name="run">The run.</param>
    /// <param name="weights">The file of its weights: an older export is of other weights.</param>
    /// <exception cref="MultiBoxException">There is none, or it is older than the weights.</exception>
    public static string Find(WorkContext work, RunFolder run, string weights)
    {
        if (work.Options.Model is { } named) return named;
        var file = Path.Combine(run.Export, FileName);
        var command = $"Run --target Export --format onnx --experiment {work.Options.Experiment} --run {run.Id}, or name a file with --model.";
        if (!File.Exists(file)) throw new MultiBoxException($"--backend onnx: the run has no exported file {file}. {command}");
        return File.GetLastWriteTimeUtc(file) >= File.GetLastWriteTimeUtc(weights)
            ? file
            : throw new MultiBoxException($"--backend onnx: {file} is older than the run's weights. {command}");
    }
}
