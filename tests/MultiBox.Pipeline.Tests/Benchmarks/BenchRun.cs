using System.Diagnostics;
using System.Text.Json;
using MultiBox.Experiments;
using MultiBox.Pipeline.Benchmarks;
using MultiBox.Pipeline.Tests.EndToEnd;

namespace MultiBox.Pipeline.Tests.Benchmarks;

/// <summary>Runs parts of the benchmark quickly: what is measured is real, the figures mean nothing.</summary>
internal sealed class BenchRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<PluginCatalogue> _plugins = new(() => PluginCatalogue.Load([Path.Combine(Laboratory.Repository, "plugins")]));

    public RecordingLog Log { get; } = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The rows of a part's file after a run.</summary>
    public JsonElement[] Rows(string part, IReadOnlyList<string> pythons)
    {
        Bench.Run(Context(part, pythons));
        using var document = JsonDocument.Parse(File.ReadAllText(_folder[$"artifacts/bench/{part}.json"]));
        return [.. document.RootElement.Clone().GetProperty("rows").EnumerateArray()];
    }

    public BenchContext Context(string part, IReadOnlyList<string> pythons) => new(
        new WorkbenchOptions
        {
            RepositoryRoot = Laboratory.Repository,
            DataFolder = _folder["data"],
            ArtifactsFolder = _folder["artifacts"],
            Experiment = "none",
            PluginFolders = [Path.Combine(Laboratory.Repository, "plugins")],
            BenchParts = [part],
        },
        BenchPace.Quick with { Pictures = 2 },
        pythons,
        () => _plugins.Value,
        Log,
        CancellationToken.None);

    /// <summary>What a peer's script prints with <c>--self-test</c>.</summary>
    public static string[] SelfTest(string python, string script, string manifest)
    {
        var start = new ProcessStartInfo(python, [Path.Combine(Laboratory.Repository, "tools", "peers", script), "--manifest", manifest, "--self-test"]) { RedirectStandardOutput = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
