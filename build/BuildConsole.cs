using Cake.Core;

namespace MultiBox.Build;

/// <summary>
/// Cake's console, without escape sequences where no terminal would read them: Cake decides by the variable TERM alone, and would put them
/// into log files and pipes.
/// </summary>
/// <param name="environment">Cake's environment.</param>
public sealed class BuildConsole(ICakeEnvironment environment) : IConsole
{
    private readonly CakeConsole _console = new(environment);

    /// <inheritdoc/>
    public ConsoleColor ForegroundColor
    {
        get => _console.ForegroundColor;
        set => _console.ForegroundColor = value;
    }

    /// <inheritdoc/>
    public ConsoleColor BackgroundColor
    {
        get => _console.BackgroundColor;
        set => _console.BackgroundColor = value;
    }

    /// <inheritdoc/>
    public bool SupportAnsiEscapeCodes => !Console.IsOutputRedirected && !Console.IsErrorRedirected && _console.SupportAnsiEscapeCodes;

    /// <inheritdoc/>
    public void Write(string format, params object[] arg) => _console.Write(format, arg);

    /// <inheritdoc/>
    public void WriteLine(string format, params object[] arg) => _console.WriteLine(format, arg);

    /// <inheritdoc/>
    public void WriteError(string format, params object[] arg) => _console.WriteError(format, arg);

    /// <inheritdoc/>
    public void WriteErrorLine(string format, params object[] arg) => _console.WriteErrorLine(format, arg);

    /// <inheritdoc/>
    public void ResetColor() => _console.ResetColor();
}
