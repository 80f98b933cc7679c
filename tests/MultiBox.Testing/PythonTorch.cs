using System.Diagnostics;

namespace MultiBox.Testing;

/// <summary>A Python that has PyTorch, to compare with. Tests that need it skip themselves when it is absent.</summary>
public static class PythonTorch
{
    /// <summary>What a skipped test says.</summary>
    public const string Absent = "No Python with PyTorch is installed.";

    private static readonly Lazy<string?> Found =
        new(() => new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(python => Start(python, ["-c", "import torch"]) is { Code: 0 }));

    /// <summary>Whether there is one.</summary>
    public static bool IsThere => Found.Value is not null;

    /// <summary>Runs a script.</summary>
    /// <param name="script">The script's text.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The lines that it printed, without empty ones.</returns>
    /// <exception cref="InvalidOperationException">It failed: what it said is the message.</exception>
    public static string[] Run(string script, params IReadOnlyList<string> arguments)
    {
        var (code, output, errors) = Start(Found.Value ?? throw new InvalidOperationException(Absent), ["-c", script, .. arguments])!.Value;
        return code == 0 ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries) : throw new InvalidOperationException(errors);
    }

    private static (int Code, string Output, string Errors)? Start(string program, IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
