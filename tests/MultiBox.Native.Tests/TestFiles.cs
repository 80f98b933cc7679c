using System.Diagnostics;
using System.Reflection;

namespace MultiBox.Native.Tests;

/// <summary>A folder of one test's own, removed after it, and the programs that the tests start.</summary>
public sealed class TestFiles : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("multibox-native-").FullName;

    public static string OutputFolder => Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);

    public static string NativeFixTool => Metadata("NativeFixTool");

    /// <summary>The library as the package brings it; it may be absent on this platform.</summary>
    public static string PackagedLibrary => Metadata("PackagedLibrary");

    public string this[string name] => Path.Combine(Folder, name);

    public static (int Exit, string Output, string Errors) Run(string assembly, string[] arguments, string? libTorch = null)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        var start = new ProcessStartInfo(host, ["exec", assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove(NativeBackend.EnvironmentVariable);
        if (libTorch is not null) start.Environment[NativeBackend.EnvironmentVariable] = libTorch;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Trim(), errors.Result.Trim());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Metadata(string key) => typeof(TestFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == key).Value!;
}
