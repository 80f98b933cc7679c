namespace MultiBox.Build.Tests;

/// <summary>A bundle as people use it: written by the built host, run away from the repository with another folder's libtorch.</summary>
[Trait("Category", "EndToEnd")]
public sealed class PublishTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void A_bundle_runs_with_a_libtorch_that_it_does_not_hold()
    {
        Skip.If(OperatingSystem.IsWindows(), "Bundles are for Linux and macOS.");
        var root = RepositoryRoot.Find(AppContext.BaseDirectory, null);
        var host = Directory.EnumerateFiles(Path.Combine(root, "build", "bin"), "MultiBox.Build.dll", SearchOption.AllDirectories)
            .FirstOrDefault(file => File.Exists(Path.Combine(Path.GetDirectoryName(file)!, "libtorch_cpu.so")));
        Skip.If(host is null, "The host is not built: run build.sh once.");

        var published = Run("dotnet", [host!, "--target", "Publish", "--output", _folder.Path, "--artifacts", Path.Combine(_folder.Path, "own")], new() { [RepositoryRoot.Variable] = root });
        Assert.True(published.ExitCode == 0, published.Out + published.Error);
        var archive = Assert.Single(Directory.GetFiles(_folder.Path, "*.tar.gz"));
        var bundle = archive[..^".tar.gz".Length];
        Assert.DoesNotContain(Directory.EnumerateFiles(bundle, "*", SearchOption.AllDirectories), file => Path.GetFileName(file).StartsWith("libtorch", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(bundle, "plugins", "Backbone.ResNet", "weights", "torchvision.yml")));

        var script = Path.Combine(bundle, "multibox.sh");
        var doctor = Run(script, ["--target", "Doctor"], new() { ["MULTIBOX_LIBTORCH"] = Path.GetDirectoryName(host), ["MULTIBOX_DATA"] = null });
        Assert.True(doctor.ExitCode == 0, doctor.Out + doctor.Error);
        Assert.Contains("Doctor: training can run on this machine.", doctor.Out, StringComparison.Ordinal);
        Assert.Contains("backbone resnet50", doctor.Out, StringComparison.Ordinal);

        var lost = Run(script, ["--target", "Doctor"], new() { ["MULTIBOX_LIBTORCH"] = "/no/such/folder" });
        Assert.Equal(1, lost.ExitCode);
        Assert.Contains("MULTIBOX_LIBTORCH='/no/such/folder': there is no such folder.", lost.Out + lost.Error, StringComparison.Ordinal);
    }

    private ShellResult Run(string program, string[] args, Dictionary<string, string?> variables) => Shell.Run(program, args, _folder.Path, variables);
}
