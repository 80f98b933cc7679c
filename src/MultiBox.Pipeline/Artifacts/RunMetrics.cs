using System.Text.Json;
using System.Text.Json.Serialization;
using MultiBox.Abstractions;

namespace MultiBox.Pipeline.Artifacts;

/// <summary><c>metrics.json</c>: the result of an evaluation.</summary>
/// <param name="Metric"><c>voc07</c> (11 points) or <c>voc</c> (area).</param>
/// <param name="Iou">The IoU from which a detection finds an object.</param>
/// <param name="MeanAveragePrecision">mAP, 0..1; null when no class has objects.</param>
/// <param name="PerClass">AP by class name; null for a class without objects.</param>
/// <param name="Images">The number of images.</param>
/// <param name="ImagesPerSecond">Speed of decoding, network and post-processing together.</param>
public sealed record RunMetrics(
    string Metric,
    double Iou,
    [property: JsonPropertyName("mAP")] double? MeanAveragePrecision,
    IReadOnlyDictionary<string, double?> PerClass,
    int Images,
    double ImagesPerSecond)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">It is not one.</exception>
    public static RunMetrics Read(string path)
    {
        if (!File.Exists(path)) throw new MultiBoxException($"{path}: there is no such file. Run --target Evaluate first.");
        try
        {
            return JsonSerializer.Deserialize<RunMetrics>(File.ReadAllBytes(path), _json) is { Metric: not null, PerClass: not null } metrics
                ? metrics
                : throw new JsonException("metric or perClass is missing");
        }
        catch (JsonException fault)
        {
            throw new MultiBoxException($"{path}: not a file of metrics: {fault.Message} Evaluate again, or accept a new baseline with --accept.", fault);
        }
    }

    /// <summary>Writes a file; it replaces an older one only when complete.</summary>
    /// <param name="path">The file.</param>
    public void Write(string path) => AtomicFile.WriteBytes(path, [.. JsonSerializer.SerializeToUtf8Bytes(this, _json), (byte)'\n']);
}
