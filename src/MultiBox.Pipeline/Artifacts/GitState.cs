using System.Diagnostics;

namespace MultiBox.Pipeline.Artifacts;

/// <summary>The state of the repository that the program runs from.</summary>
/// <param name="Commit">The commit, null outside a repository or without git.</param>
/// <param name="Dirty">Whether files differ from it.</param>
internal sealed record GitState(string? Commit, bool? Dirty)
{
    public static GitState Of(string folder)
    {
        var commit = Git(folder, "rev-parse", "HEAD")?.Trim();
        return string.IsNullOrEmpty(commit) ? new GitState(null, null) : new GitState(commit, !string.IsNullOrWhiteSpace(Git(folder, "status", "--porcelain")));
    }

    private static string? Git(string folder, params IEnumerable<string> arguments)
    {
        try
        {
            var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // git is not installed.
        }
    }
}
