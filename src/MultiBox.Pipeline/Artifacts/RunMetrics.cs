using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MultiBox.Abstractions;

namespace MultiBox.Pipeline.Artifacts;

/// <summary><c>metrics.json</c>: the result of an evaluation.</summary>
/// <param name="Metric"><c>voc07</c> (11 points), <c>voc</c> (area) or <c>coco</c>.</param>
/// <param name="Iou">The IoU from which a detection finds an object; null with <c>coco</c>, which has several.</param>
/// <param name="MeanAveragePrecision">mAP, 0..1, COCO's AP with <c>coco</c>; null when no class has objects.</param>
/// <param name="PerClass">AP by class name; null for a class without objects.</param>
/// <param name="Images">The number of images.</param>
/// <param name="ImagesPerSecond">Speed of decoding, network and post-processing together.</param>
/// <param name="Summary">With <c>coco</c> its twelve numbers by name, 0..1, null where no object is of that size; else null.</param>
public sealed record RunMetrics(
    string Metric,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Iou,
    [property: JsonPropertyName("mAP")] double? MeanAveragePrecision,
    IReadOnlyDictionary<string, double?> PerClass,
    int Images,
    double ImagesPerSecond,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, double?>? Summary = null)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>What was measured, for people. Equal texts mean comparable numbers.</summary>
    [JsonIgnore]
    public string Rule => Metric switch
    {
        "voc07" => string.Create(CultureInfo.InvariantCulture, $"VOC07 11-point AP at IoU {Iou:0.##}"),
        "voc" => string.Create(CultureInfo.InvariantCulture, $"VOC area AP at IoU {Iou:0.##}"),
        "coco" => "COCO AP at IoU 0.50:0.95",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Metric} at IoU {Iou}"),
    };

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
