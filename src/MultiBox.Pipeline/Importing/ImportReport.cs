using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Importing;

/// <summary>What became of a file's tensors: for people, and as <c>import.json</c>.</summary>
internal static class ImportReport
{
    private const int ListedReasons = 8;

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Writes the whole report.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mapped">What was mapped.</param>
    /// <param name="sha256">The weight file's SHA-256.</param>
    public static void Write(string path, MappedWeights mapped, string sha256) => AtomicFile.WriteBytes(path, JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            Source = Path.GetFileName(mapped.File.Path),
            Sha256 = sha256,
            mapped.File.Format,
            Table = mapped.Table ?? "own names",
            Conventions = mapped.Conventions.ToMetadata(),
            Mapped = mapped.Report.Mapped.Select(entry => new { entry.To, entry.From, Transform = entry.Transform.ToString().ToLowerInvariant() }),
            Ignored = mapped.Report.Ignored.Select(entry => new { entry.From, entry.Reason }),
            New = mapped.Report.New.Select(entry => new { entry.To, entry.Reason }),
            mapped.File.Notes,
        },
        _json));

    /// <summary>Says in a few lines what was done.</summary>
    /// <param name="log">Where people read.</param>
    /// <param name="stage">Who says it.</param>
    /// <param name="mapped">What was mapped.</param>
    public static void Show(IRunLog log, string stage, MappedWeights mapped)
    {
        var (report, file) = (mapped.Report, mapped.File);
        var used = report.Mapped.SelectMany(entry => entry.From).Distinct().Count();
        log.Line($"{stage}: {used} of {file.Tensors.Count} tensors of {file.Path} ({file.Format}, {(mapped.Table is { } table ? $"table {table}" : "our own names")}) fill {report.Mapped.Count} of {report.Mapped.Count + report.New.Count} here.");
        foreach (var group in report.Mapped.Where(entry => entry.Transform != WeightTransform.None).GroupBy(entry => entry.Transform)) log.Line($"  {Words(group.Key)}: {Some(group.Select(entry => entry.To))}");
        Reasons(log, "ignored", report.Ignored);
        Reasons(log, "starts afresh", report.New);
    }

    private static void Reasons(IRunLog log, string what, IReadOnlyList<(string Name, string Reason)> entries)
    {
        var groups = entries.GroupBy(entry => entry.Reason).ToList();
        foreach (var group in groups.Take(ListedReasons)) log.Line($"  {what} ({group.Key}): {Some(group.Select(entry => entry.Name))}");
        if (groups.Count > ListedReasons) log.Line($"  {what}: {groups.Skip(ListedReasons).Sum(group => group.Count())} more");
    }

    private static string Some(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count <= 3 ? string.Join(", ", all) : $"{all.Count} tensors, {all[0]} to {all[^1]}";
    }

    private static string Words(WeightTransform transform) => transform switch
    {
        WeightTransform.Reshape => "in another shape",
        WeightTransform.Transpose => "transposed",
        WeightTransform.FlipInput => "channels from B, G, R to R, G, B",
        WeightTransform.Ones => "fixed at 1",
        WeightTransform.Divide => "divided by their factor",
        WeightTransform.Decimate => "decimated",
        WeightTransform.BackgroundFirst => "background moved to the front",
        _ => transform.ToString(),
    };
}
