using System.Diagnostics;

namespace MultiBox.Data.Tests.Fetching;

/// <summary>Runs <see cref="FetchProgram"/> as a process.</summary>
internal static class FetchProcess
{
    private static readonly string[] _proxies = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];

    public static Process Start(string data, string name, string url, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(FetchProgram).Assembly.Location, data, name, url])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Whatever proxy the machine has is none of these tests' business.
        foreach (var variable in _proxies.SelectMany(variable => new[] { variable, variable.ToUpperInvariant() })) start.Environment.Remove(variable);
        foreach (var (variable, value) in environment) start.Environment[variable] = value;
        return Process.Start(start)!;
    }

    public static async Task<(int Code, string Out, string Error)> RunAsync(string data, string name, string url, params (string Name, string Value)[] environment)
    {
        using var process = Start(data, name, url, environment);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).TrimEnd(), (await error).TrimEnd());
    }
}
