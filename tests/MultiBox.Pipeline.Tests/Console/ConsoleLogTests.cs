using Spectre.Console;

namespace MultiBox.Pipeline.Tests.Console;

public sealed class ConsoleLogTests : IDisposable
{
    private readonly StringWriter _written = new();
    private readonly ConsoleLog _log;

    public ConsoleLogTests() =>
        _log = new ConsoleLog(AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(_written) }));

    private string[] Written => _written.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    public void Dispose() => _written.Dispose();

    [Fact]
    public void A_line_is_written_as_it_is()
    {
        _log.Line("[red]Train[/]: 3 of [4]");
        Assert.Equal(["[red]Train[/]: 3 of [4]"], Written);
    }

    [Fact]
    public void A_long_line_stays_one_line_in_a_log()
    {
        var line = string.Join(' ', Enumerable.Repeat("/a/long/path", 40));
        _log.Line(line);
        Assert.Equal([line], Written);
    }

    [Fact]
    public void A_long_warning_stays_one_line_in_a_log()
    {
        var text = string.Join(' ', Enumerable.Repeat("/a/long/path", 40));
        _log.Warning(text);
        Assert.Equal([$"warning: {text}"], Written);
    }

    [Fact]
    public void A_table_is_drawn_with_plain_letters()
    {
        _log.Table("AP of [tiny]", ["class", ">AP"], [["cat", "0.5"], ["[dog]", "0.1234"]]);
        Assert.Equal(
            [
                "AP of [tiny]",
                "+----------------+",
                "| class |     AP |",
                "|-------+--------|",
                "| cat   |    0.5 |",
                "| [dog] | 0.1234 |",
                "+----------------+",
            ],
            Written);
    }

    [Fact]
    public void A_title_longer_than_its_table_stays_one_line()
    {
        var title = string.Join(' ', Enumerable.Repeat("a title", 40));
        _log.Table(title, ["a"], [["b"]]);
        Assert.Equal(title, Written[0]);
    }

    [Fact]
    public void Without_headings_none_are_drawn()
    {
        _log.Table("t", ["", ""], [["a", "b"]]);
        Assert.DoesNotContain(Written, line => line.Contains("--+--", StringComparison.Ordinal) && line.StartsWith('|'));
    }

    [Fact]
    public void Progress_is_not_shown_in_a_log()
    {
        Assert.False(_log.IsInteractive);
        _log.WithProgress(report =>
        {
            report("training", 0.5);
            _log.Line("half done");
        });
        Assert.Equal(["half done"], Written);
    }

    [Fact]
    public void Progress_lines_are_not_shown_in_a_log()
    {
        _log.WithProgressLines(report => report(new ProgressLine("a.tar", "downloading", 0.5)));
        Assert.Equal([""], Written);
    }

    [Fact]
    public void A_terminal_shows_a_line_for_each_of_several_things()
    {
        var terminal = new ConsoleLog(AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new Terminal(_written),
        }));

        terminal.WithProgressLines(report =>
        {
            report(new ProgressLine("[a].tar", "downloading, 3 MB/s", 0.25));
            report(new ProgressLine("b.tar", "verifying", 1));
            report(new ProgressLine("b.tar", "unpacking", 0.75));
            report(new ProgressLine("c.tar", "downloading", null));
            Thread.Sleep(300);
        });

        // Whatever the order of the frames, the last state of each is on the screen.
        var text = _written.ToString();
        Assert.Matches(@"\[a\]\.tar: downloading, 3 MB/s .* 25%", text);
        Assert.Matches(@"b\.tar: unpacking .* 75%", text);
        Assert.Contains("c.tar: downloading", text, StringComparison.Ordinal);
    }

    private sealed class Terminal(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => 120;

        public int Height => 30;

        public void SetEncoding(System.Text.Encoding encoding)
        {
        }
    }
}
