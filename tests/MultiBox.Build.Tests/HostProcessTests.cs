namespace MultiBox.Build.Tests;

/// <summary>The real host in a process of its own.</summary>
public sealed class HostProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Help_comes_from_the_host_itself()
    {
        var result = Host("--help");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("", result.Error);
        Assert.StartsWith("MultiBox: SSD object detection, from the dataset to the demo.\n\nUsage: ", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_of_the_command_line_go_to_the_error_stream_before_anything_runs()
    {
        var result = Host("--target", "Clean", "--target", "Celan", "--verbose");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("", result.Out);
        Assert.Contains("Did you mean 'Clean'?", result.Error, StringComparison.Ordinal);
        Assert.Contains("--verbose: there is no such option.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_demo_depends_on_every_stage_before_it()
    {
        var result = Host("--dryrun");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("1. Fetch\n2. Prepare\n3. Train\n4. Evaluate\n5. Demo\n6. Default\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Regression_depends_on_the_evaluation()
    {
        var result = Host("--dryrun", "--target", "Regression");
        Assert.Contains("4. Evaluate\n5. Regression\n", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Summary")]
    [InlineData("Networks")]
    public void What_looks_at_networks_alone_depends_on_no_data(string target)
    {
        var result = Host("--dryrun", "--target", target);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"1. {target}\n", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("2. ", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Clean_removes_the_folder_named_relative_to_the_users_own()
    {
        ArtifactsFolder.Claim(Path.Combine(_folder.Path, "out"));
        var result = Host("--target", "Clean", "--artifacts", "out");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"Removed '{Path.Combine(_folder.Path, "out")}': 0 files, 0 bytes.\n", result.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "out")));
    }

    [Fact]
    public void A_fault_of_a_task_is_printed_once_without_a_stack_trace_or_colours()
    {
        _folder.File("out/mine.txt");
        var result = Host("--target", "Clean", "--artifacts", "out");
        Assert.Equal(1, result.ExitCode);
        var folder = Path.Combine(_folder.Path, "out");
        Assert.Equal(
            "An error occurred when executing task 'Clean'.\n"
            + $"Error: Clean: '{folder}' was not created by MultiBox: it has no file .multibox-artifacts.\n"
            + "  Found: mine.txt.\n"
            + "  Nothing was removed. Correct --artifacts, or remove the folder by hand.\n",
            result.Error);
    }

    private ShellResult Host(params string[] args) => Shell.Run(
        "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "MultiBox.Build.dll"), .. args],
        _folder.Path,
        new Dictionary<string, string?> { [RepositoryRoot.Variable] = _folder.Path, ["MULTIBOX_DATA"] = null });
}
