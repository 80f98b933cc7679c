using System.Text.Json;
using System.Text.Json.Serialization;
using MultiBox.Abstractions;
using MultiBox.Data;

namespace MultiBox.Pipeline.Reports;

/// <summary><c>health.json</c>: the health of an experiment's data set. Its keys are in <c>docs/health.md</c>.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Version">Raised when a key changes its meaning or goes.</param>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Health">The analysis.</param>
public sealed record HealthDocument(string Format, int Version, string Experiment, DatasetHealth Health)
{
    /// <summary>The name of the format.</summary>
    public const string FormatName = "multibox-health";

    /// <summary>The version that is written.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">There is none, or it is none of this version.</exception>
    public static HealthDocument Read(string path)
    {
        if (!File.Exists(path)) throw new MultiBoxException($"{path}: there is no such file. Run --target Health first.");
        try
        {
            return JsonSerializer.Deserialize<HealthDocument>(File.ReadAllBytes(path), _json) is { Format: FormatName, Version: CurrentVersion } document
                ? document
                : throw new JsonException($"expected format {FormatName}, version {CurrentVersion}");
        }
        catch (JsonException fault)
        {
            throw new MultiBoxException($"{path}: not a health report of this program: {fault.Message} Write it again with --target Health.", fault);
        }
    }

    /// <summary>Writes a file; it replaces an older one only when complete.</summary>
    /// <param name="path">The file.</param>
    public void Write(string path) => AtomicFile.WriteBytes(path, [.. JsonSerializer.SerializeToUtf8Bytes(this, _json), (byte)'\n']);
}
