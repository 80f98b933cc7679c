using Cake.Common.Diagnostics;
using Cake.Common.Tools.DotNet;
using Cake.Common.Tools.DotNet.Test;
using Cake.Core;
using Cake.Frosting;
using MultiBox.Build.Testing;

namespace MultiBox.Build.Tasks;

/// <summary>Builds and runs every test project, and adds their results up.</summary>
[TaskName("Test")]
[TaskDescription("Builds and runs all tests; the last line is the sum.")]
public sealed class TestTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArtifactsFolder.Claim(context.Options.ArtifactsFolder);
        var results = Path.Combine(context.Options.ArtifactsFolder, "test-results");
        if (Directory.Exists(results)) Directory.Delete(results, recursive: true);

        var tests = Path.Combine(context.Root, "tests");
        var projects = Directory.EnumerateDirectories(tests)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.Tests.csproj"))
            .Select(file => Path.GetFileNameWithoutExtension(file));

        var exitCode = RunTests(context, tests, results);
        context.Cancellation.ThrowIfCancellationRequested();
        var report = TestReport.Read(results, projects);
        context.Information("\n{0}", report.Table());
        context.Session.LastLine = report.Total.ToString();
        report.ThrowUnlessGreen(exitCode);
    }

    private static int RunTests(BuildContext context, string tests, string results)
    {
        var exitCode = 0;
        context.DotNetTest(Path.Combine(tests, "tests.proj"), new DotNetTestSettings
        {
            Configuration = "Release",
            NoLogo = true,
            WorkingDirectory = context.Root,
            ArgumentCustomization = arguments => arguments.Append("-v:minimal").AppendQuoted($"-p:TestResultsFolder={results}"),
            // A build server that outlives this run would keep its output streams open.
            EnvironmentVariables = new Dictionary<string, string> { ["MSBUILDDISABLENODEREUSE"] = "1" },
            HandleExitCode = code =>
            {
                exitCode = code;
                return true;
            },
        });
        return exitCode;
    }
}
