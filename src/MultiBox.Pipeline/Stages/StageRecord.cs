using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Pipeline.Artifacts;

namespace MultiBox.Pipeline.Stages;

/// <summary>
/// What a finished stage was made from and what it made. A stage whose inputs have the same hashes and whose outputs are as they
/// were left needs no second run.
/// </summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Inputs">Each input's name and SHA-256 (or short value), e.g. <c>weights</c>.</param>
/// <param name="Outputs">Each output file, relative to the record's root, and its SHA-256.</param>
/// <param name="MadeWith">Where and with what it ran: commit, device, versions. It does not outdate the stage.</param>
public sealed record StageRecord(
    string Stage,
    IReadOnlyDictionary<string, string> Inputs,
    IReadOnlyDictionary<string, string> Outputs,
    IReadOnlyDictionary<string, string>? MadeWith = null)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The identity of a set of inputs.</summary>
    /// <param name="inputs">Names and values.</param>
    public static string Fingerprint(IReadOnlyDictionary<string, string> inputs) =>
        ContentHash.OfText(string.Join('\n', inputs.OrderBy(input => input.Key, StringComparer.Ordinal).Select(input => $"{input.Key}={input.Value}")));

    /// <summary>Reads a record.</summary>
    /// <param name="path">The record's file.</param>
    /// <returns>The record, or null when there is none or it cannot be read.</returns>
    public static StageRecord? Read(string path)
    {
        try
        {
            return File.Exists(path) && JsonSerializer.Deserialize<StageRecord>(File.ReadAllBytes(path), _json) is { Stage: not null, Inputs: not null, Outputs: not null } record
                ? record
                : null;
        }
        catch (JsonException)
        {
            return null; // A damaged record vouches for nothing: the stage runs again.
        }
    }

    /// <summary>Hashes the outputs and writes the record.</summary>
    /// <param name="path">The record's file.</param>
    /// <param name="stage">The stage's name.</param>
    /// <param name="inputs">What it was made from.</param>
    /// <param name="root">The folder that output paths are relative to.</param>
    /// <param name="outputs">The files it made.</param>
    /// <param name="madeWith">Where and with what it ran.</param>
    public static StageRecord Write(
        string path,
        string stage,
        IReadOnlyDictionary<string, string> inputs,
        string root,
        IEnumerable<string> outputs,
        IReadOnlyDictionary<string, string>? madeWith = null)
    {
        var hashes = outputs.Order(StringComparer.Ordinal)
            .ToDictionary(file => Path.GetRelativePath(root, file).Replace('\\', '/'), ContentHash.OfFile);
        var record = new StageRecord(stage, inputs, hashes, madeWith);
        AtomicFile.WriteBytes(path, JsonSerializer.SerializeToUtf8Bytes(record, _json));
        return record;
    }

    /// <summary>Says why the stage has to run, or null when inputs are unchanged and outputs intact.</summary>
    /// <param name="inputs">The inputs as they are now.</param>
    /// <param name="root">The folder that output paths are relative to.</param>
    public string? WhyOutdated(IReadOnlyDictionary<string, string> inputs, string root)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var changed = inputs.Where(input => !Inputs.TryGetValue(input.Key, out var before) || before != input.Value).Select(input => input.Key)
            .Concat(Inputs.Keys.Where(name => !inputs.ContainsKey(name))).Order(StringComparer.Ordinal).ToList();
        if (changed.Count > 0) return $"changed: {string.Join(", ", changed)}";
        foreach (var (file, hash) in Outputs)
        {
            var path = Path.Combine(root, file);
            if (!File.Exists(path)) return $"missing: {file}";
            if (ContentHash.OfFile(path) != hash) return $"altered: {file}";
        }

        return null;
    }
}
