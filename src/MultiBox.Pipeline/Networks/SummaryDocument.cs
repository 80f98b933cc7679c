using System.Text.Json;
using MultiBox.Model.Profiling;

namespace MultiBox.Pipeline.Networks;

/// <summary><c>summary.json</c>: what the network of an experiment is made of. Its keys are in <c>docs/networks.md</c>.</summary>
internal static class SummaryDocument
{
    /// <summary>The version that is written; raised when a key changes its meaning or goes.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes a file; it replaces an older one only when complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="summary">The network.</param>
    public static void Write(string path, NetworkSummary summary) => AtomicFile.WriteBytes(path, [.. JsonSerializer.SerializeToUtf8Bytes(Content(summary), _json), (byte)'\n']);

    private static object Content(NetworkSummary summary) => new
    {
        Format = "multibox-summary",
        Version = CurrentVersion,
        summary.Experiment,
        summary.Backbone,
        summary.Head,
        summary.InputSize,
        summary.ClassCount,
        Totals = new
        {
            summary.Profile.Parameters,
            summary.Profile.TrainableParameters,
            summary.Profile.Buffers,
            summary.Profile.WeightBytes,
            summary.Profile.MultiplyAdds,
            summary.DefaultBoxes,
        },
        Training = new { summary.BatchSize, summary.Memory.FixedBytes, summary.Memory.BytesPerImage, StepBytes = summary.Memory.Step(summary.BatchSize) },
        Layers = summary.Profile.Layers.Select(Layer),
        summary.Maps,
    };

    private static object Layer(ModuleProfile layer) => new
    {
        layer.Name,
        layer.Kind,
        layer.OutputShape,
        layer.Parameters,
        layer.TrainableParameters,
        layer.Buffers,
        layer.MultiplyAdds,
        layer.ActivationBytes,
    };
}
