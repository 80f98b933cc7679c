namespace MultiBox.Pipeline.Tests;

/// <summary>Keeps what the pipeline tells.</summary>
internal sealed class RecordingLog : IRunLog
{
    private readonly List<string> _lines = [];

    public bool IsInteractive { get; set; }

    public IReadOnlyList<string> Lines => _lines;

    public List<string> Warnings { get; } = [];

    public List<RecordedTable> Tables { get; } = [];

    /// <summary>Called for each line, after it was kept.</summary>
    public Action<string>? Heard { get; set; }

    /// <summary>The lines since the last call.</summary>
    public IReadOnlyList<string> Take()
    {
        string[] lines = [.. _lines];
        _lines.Clear();
        return lines;
    }

    public void Line(string message)
    {
        _lines.Add(message);
        Heard?.Invoke(message);
    }

    public void Warning(string message) => Warnings.Add(message);

    public void Table(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) =>
        Tables.Add(new RecordedTable(title, columns, [.. rows]));

    public void WithProgress(Action<Action<string, double>> work) => work((_, _) => { });
}

/// <summary>A table as it was told.</summary>
internal sealed record RecordedTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
