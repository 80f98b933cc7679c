using System.Text.Json;
using MultiBox.Abstractions;

namespace MultiBox.Pipeline.Benchmarks;

/// <summary>The figures of one part: the content of <c>artifacts/bench/PART.json</c>.</summary>
/// <param name="Machine">Where they were measured.</param>
/// <param name="Part">The part, such as <c>data</c>.</param>
/// <param name="Input">What was worked on, in a line; figures of different inputs are not compared.</param>
/// <param name="Peers">What the peers are, by name: library and version.</param>
/// <param name="Written">When, UTC.</param>
/// <param name="Rows">The figures, one for each workload and peer.</param>
internal sealed record BenchReport(
    BenchMachine Machine, string Part, string Input, IReadOnlyDictionary<string, string> Peers, DateTimeOffset Written, IReadOnlyList<BenchRow> Rows)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">It is not one.</exception>
    public static BenchReport Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<BenchReport>(File.ReadAllBytes(path), _json) is { Machine: not null, Rows: not null } report
                ? report
                : throw new JsonException("machine or rows are missing.");
        }
        catch (JsonException fault)
        {
            throw new MultiBoxException($"{path}: not a file of figures: {fault.Message} Delete it, or accept new figures with --accept.", fault);
        }
    }

    /// <summary>Writes a file; it replaces an older one only when complete.</summary>
    /// <param name="path">The file; its folder is made.</param>
    public void Write(string path) => AtomicFile.WriteBytes(path, [.. JsonSerializer.SerializeToUtf8Bytes(this, _json), (byte)'\n']);
}
