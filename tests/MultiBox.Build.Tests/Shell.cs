using System.Diagnostics;

namespace MultiBox.Build.Tests;

/// <summary>What a program printed and returned.</summary>
internal sealed record ShellResult(int ExitCode, string Out, string Error);

/// <summary>Runs a program to its end.</summary>
internal static class Shell
{
    public static ShellResult Run(string program, IEnumerable<string> args, string folder, IReadOnlyDictionary<string, string?> variables)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ShellResult(process.ExitCode, text.ReplaceLineEndings("\n"), error.Result.ReplaceLineEndings("\n"));
    }
}
