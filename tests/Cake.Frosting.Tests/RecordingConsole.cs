using System.Globalization;
using System.Text;
using Cake.Core;
using Spectre.Console;

namespace Cake.Frosting.Tests;

/// <summary>Keeps what a run prints.</summary>
internal sealed class RecordingConsole : IConsole
{
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    public ConsoleColor ForegroundColor { get; set; }

    public ConsoleColor BackgroundColor { get; set; }

    public bool SupportAnsiEscapeCodes => false;

    public string Out => _out.ToString().ReplaceLineEndings("\n");

    public string Error => _error.ToString().ReplaceLineEndings("\n");

    /// <summary>The same recording as the console that rich output goes to.</summary>
    public IAnsiConsole AsAnsi() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.No,
        ColorSystem = ColorSystemSupport.NoColors,
        Out = new AnsiConsoleOutput(new StringWriter(_out, CultureInfo.InvariantCulture)),
    });

    public void Write(string format, params object[] arg) => _out.AppendFormat(CultureInfo.InvariantCulture, format, arg);

    public void WriteLine(string format, params object[] arg) => _out.AppendFormat(CultureInfo.InvariantCulture, format, arg).AppendLine();

    public void WriteError(string format, params object[] arg) => _error.AppendFormat(CultureInfo.InvariantCulture, format, arg);

    public void WriteErrorLine(string format, params object[] arg) =>
        _error.AppendFormat(CultureInfo.InvariantCulture, format, arg).AppendLine();

    public void ResetColor()
    {
    }
}
