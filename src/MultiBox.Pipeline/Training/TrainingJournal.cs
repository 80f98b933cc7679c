using System.Text.Json;
using System.Text.Json.Serialization;
using MultiBox.Abstractions;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// <c>train.jsonl</c>: one JSON object a line, <c>{"type":"step",...}</c> each log interval and <c>{"type":"validation",...}</c> after a
/// validation.
/// </summary>
/// <param name="path">The file.</param>
public sealed class TrainingJournal(string path)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Appends a line.</summary>
    /// <param name="entry">The entry.</param>
    public void Write(JournalEntry entry)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.AppendAllText(path, JsonSerializer.Serialize(entry, _json) + "\n");
    }

    /// <summary>Reads all lines; one that was cut off by an interruption is left out.</summary>
    public IReadOnlyList<JournalEntry> Read() => !File.Exists(path) ? [] : [.. File.ReadLines(path).Select(TryParse).OfType<JournalEntry>()];

    /// <summary>Removes what was written after a step, since the training continues from there.</summary>
    /// <param name="step">The step.</param>
    public void CutAfter(long step) =>
        AtomicFile.WriteText(path, string.Concat(Read().Where(entry => entry.Step <= step).Select(entry => JsonSerializer.Serialize(entry, _json) + "\n")));

    private static JournalEntry? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalEntry>(line, _json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
