using Spectre.Console;

namespace MultiBox.Pipeline;

/// <summary>Writes to the terminal through Spectre.Console.</summary>
public sealed class ConsoleLog : IRunLog
{
    // Logs have no width of their own; Spectre.Console would assume 80 columns and break most tables.
    private const int LogWidth = 200;

    private readonly IAnsiConsole _console;

    /// <summary>Takes a console; one that is not a terminal gets wide lines.</summary>
    /// <param name="console">The console.</param>
    public ConsoleLog(IAnsiConsole console)
    {
        ArgumentNullException.ThrowIfNull(console);
        _console = console;
        if (!IsInteractive) console.Profile.Width = LogWidth;
    }

    /// <inheritdoc/>
    public bool IsInteractive => _console.Profile.Capabilities.Interactive && _console.Profile.Out.IsTerminal;

    /// <inheritdoc/>
    public void Line(string message) => Write(message, Style.Plain);

    /// <inheritdoc/>
    public void Warning(string message) => Write($"warning: {message}", new Style(Color.Yellow));

    /// <inheritdoc/>
    public void Table(string title, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        // Not the table's own title, which is broken to the table's width.
        Write(title, new Style(decoration: Decoration.Bold));
        var table = new Table().Border(IsInteractive ? TableBorder.Rounded : TableBorder.Ascii);
        foreach (var column in columns)
        {
            var right = column.StartsWith('>');
            table.AddColumn(new TableColumn(Markup.Escape(right ? column[1..] : column)) { Alignment = right ? Justify.Right : Justify.Left });
        }

        if (columns.All(string.IsNullOrEmpty)) table.HideHeaders();
        foreach (var row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        _console.Write(table);
    }

    /// <inheritdoc/>
    public void WithProgress(Action<Action<string, double>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!IsInteractive)
        {
            work((_, _) => { });
            return;
        }

        _console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask("", maxValue: 1);
                work((what, done) =>
                {
                    task.Description = Markup.Escape(what);
                    task.Value = done;
                });
            });
    }

    /// <inheritdoc/>
    public void WithProgressLines(Action<Action<ProgressLine>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!IsInteractive)
        {
            work(_ => { });
            return;
        }

        _console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context =>
            {
                var tasks = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
                work(line =>
                {
                    if (!tasks.TryGetValue(line.Name, out var task)) tasks[line.Name] = task = context.AddTask(Markup.Escape(line.Name), maxValue: 1);
                    task.Description = Markup.Escape($"{line.Name}: {line.State}");
                    task.IsIndeterminate = line.Fraction is null;
                    task.Value = line.Fraction ?? 0;
                });
            });
    }

    // Spectre.Console breaks lines at the console's width, and a log has none: whoever searches it wants whole lines.
    private void Write(string line, Style style)
    {
        if (IsInteractive) _console.WriteLine(line, style);
        else _console.Profile.Out.Writer.WriteLine(line);
    }
}
