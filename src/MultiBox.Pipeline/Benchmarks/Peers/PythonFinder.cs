using System.ComponentModel;
using System.Diagnostics;

namespace MultiBox.Pipeline.Benchmarks.Peers;

/// <summary>Finds a Python that has the modules of a peer.</summary>
internal static class PythonFinder
{
    /// <summary>The environment variable that names the Python to take, a file or a name on the path.</summary>
    public const string Variable = "MULTIBOX_PYTHON";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);

    /// <summary>The Pythons to try, in order: the named one alone, else those on the path, then the system's own.</summary>
    /// <param name="named">The value of <see cref="Variable"/>, null or empty for none.</param>
    /// <param name="path">The value of <c>PATH</c>.</param>
    public static IReadOnlyList<string> Candidates(string? named, string? path)
    {
        if (!string.IsNullOrWhiteSpace(named)) return [named];
        string[] names = OperatingSystem.IsWindows() ? ["python3.exe", "python.exe"] : ["python3", "python"];
        var folders = (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var found = names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name)));
        if (!OperatingSystem.IsWindows()) found = found.Append("/usr/bin/python3");
        return [.. found.Where(File.Exists).Distinct()];
    }

    /// <summary>The first Python that has all modules.</summary>
    /// <param name="candidates">Those to try.</param>
    /// <param name="modules">The modules.</param>
    /// <returns>The Python, null when none has them.</returns>
    public static string? Find(IEnumerable<string> candidates, IReadOnlyList<string> modules) => candidates.FirstOrDefault(python => Has(python, modules));

    // Asks without importing, which takes seconds for some modules; one that is there and broken says so when the peer starts.
    private static bool Has(string python, IReadOnlyList<string> modules)
    {
        var start = new ProcessStartInfo(
            python,
            ["-c", "import importlib.util, sys; sys.exit(any(importlib.util.find_spec(name) is None for name in sys.argv[1:]))", .. modules])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(_patience)) return process.ExitCode == 0;
            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            return false; // Not a program.
        }
    }
}
